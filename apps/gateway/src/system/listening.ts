/** What this replica says comes back to it every 5 s, as long as the broker carries it. */
const brokenAfterMs = 15_000;

/** Since when this replica has heard, without a break, what is said to all. Milliseconds. */
export class Listening {
  private since: number | undefined;
  private last = -Infinity;

  /** Its own words came back. */
  heardItself(now: number): void {
    if (this.since === undefined || now - this.last > brokenAfterMs) this.since = now;
    this.last = now;
  }

  hasHeardFor(milliseconds: number, now: number): boolean {
    return this.since !== undefined && now - this.last <= brokenAfterMs && now - this.since >= milliseconds;
  }
}
