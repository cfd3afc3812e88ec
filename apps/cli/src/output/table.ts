/** One row of what a command answers. */
export type Row = Record<string, unknown>;

/** A value as people read it in a table. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Rows as aligned columns under their names.
 * @param columns names of the properties that are shown; all of the first row by default
 */
export function table(rows: Row[], columns: string[] = Object.keys(rows[0] ?? {})): string {
  if (rows.length === 0) return 'none';
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One row as a list of its properties. */
export function list(row: Row): string {
  const width = Math.max(...Object.keys(row).map(({ length }) => length));
  return Object.entries(row)
    .map(([name, value]) => `${name.padEnd(width)}  ${cell(value)}`)
    .join('\n');
}
