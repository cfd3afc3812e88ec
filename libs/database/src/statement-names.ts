const most = 500;

/**
 * Names for statements, by their text: a connection parses a named statement once and keeps its plan. There are only
 * so many names, because a server keeps what was prepared for as long as the connection lives: statements whose text is put together
 * for each call must not fill its memory.
 */
export class StatementNames {
  private readonly names = new Map<string, string>();

  /** @returns undefined for a statement that is better not prepared */
  of(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.names.size >= most) return known;
    const name = `s${this.names.size}`;
    this.names.set(text, name);
    return name;
  }
}
