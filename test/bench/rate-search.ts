/** Steps become this small before the search ends. */
const precision = 1.06;
const firstStep = 1.6;
/** A rate is given up when it has failed so often: on a machine with neighbours once says little. */
const failuresAllowed = 2;

/** Looks for the highest rate that holds: upwards in growing steps, then in between. */
export class RateSearch {
  private highestGood = 0;
  private lowestBad = Infinity;
  private failures = 0;
  private current: number;

  constructor(start: number) {
    this.current = start;
  }

  /** The rate to try now; undefined when the search is over. */
  get next(): number | undefined {
    return this.lowestBad / Math.max(1, this.highestGood) <= precision || this.current < 10 ? undefined : this.current;
  }

  /** The highest rate that held; 0: none did. */
  get best(): number {
    return this.highestGood;
  }

  record(held: boolean): void {
    if (held) {
      this.highestGood = this.current;
    } else {
      this.failures += 1;
      if (this.failures < failuresAllowed) return;
      this.lowestBad = this.current;
    }
    this.failures = 0;
    if (this.lowestBad === Infinity) this.current = Math.round(this.highestGood * firstStep);
    else if (this.highestGood === 0) this.current = Math.round(this.lowestBad / 2);
    else this.current = Math.round(Math.sqrt(this.highestGood * this.lowestBad));
  }
}
