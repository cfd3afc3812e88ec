/** A record that was alone with the broker this often, and failed, is set aside. */
const strikesAllowed = 3;

interface Suspect {
  strikes: number;
  /** How much the broker had confirmed when it failed last. */
  confirmedBefore: number;
}

/**
 * Records whose publishing ended without an answer. One of them may be what breaks the connection, so they are tried
 * alone. A failure speaks against the record only if the broker confirmed something else since its last one:
 * otherwise it is the broker that fails, and no outage, however long, sets a record aside.
 */
export class Suspects {
  private readonly suspects = new Map<string, Suspect>();

  has(record: string): boolean {
    return this.suspects.has(record);
  }

  /** It failed among others. */
  add(record: string, confirmations: number): void {
    this.suspects.set(record, { strikes: 0, confirmedBefore: confirmations });
  }

  /** It failed alone. @returns whether it is to be set aside */
  strike(record: string, confirmations: number): boolean {
    const suspect = this.suspects.get(record) ?? { strikes: 0, confirmedBefore: confirmations };
    if (confirmations > suspect.confirmedBefore) suspect.strikes += 1;
    suspect.confirmedBefore = confirmations;
    // Behind the others: it must not keep them from their turn.
    this.suspects.delete(record);
    this.suspects.set(record, suspect);
    return suspect.strikes >= strikesAllowed;
  }

  /** In the order in which they are to be tried. */
  names(): string[] {
    return [...this.suspects.keys()];
  }

  clear(record: string): void {
    this.suspects.delete(record);
  }
}
