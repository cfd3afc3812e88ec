export interface ServingLimits {
  /** Milliseconds from one frame of a socket to its next, at least and at most. */
  least: number;
  most: number;
  /** The part of the time that serving sockets should take at most. */
  share: number;
}

/** Milliseconds over which it is measured how much of the time serving takes. */
const period = 200;
/** In one period the gap grows so many times at most, and shrinks so many. */
const growth = 4;
const shrinkage = 2;

/**
 * How long a socket that has just had a frame waits for its next: as long as makes serving all sockets take no more than its share of the
 * time. A few of them, or many that little happens to, get every event by itself; where thousands get much, or processor time is short,
 * frames become fewer and larger. A socket that had none for so long waits for nothing.
 * Pure: the caller brings the time, in milliseconds of a clock that only goes forward.
 */
export class ServingPace {
  private current: number;
  private since = -Infinity;
  private spent = 0;

  constructor(private readonly limits: ServingLimits) {
    this.current = limits.least;
  }

  /** Serving has taken so many milliseconds. */
  record(milliseconds: number): void {
    this.spent += milliseconds;
  }

  /** Milliseconds between two frames of a socket. */
  gap(now: number): number {
    const passed = now - this.since;
    if (passed >= period) {
      const excess = this.spent / passed / this.limits.share;
      const factor = Math.min(Math.max(excess, shrinkage ** (-passed / period)), growth);
      this.current = Math.min(Math.max(this.current * factor, this.limits.least), this.limits.most);
      this.since = now;
      this.spent = 0;
    }
    return this.current;
  }
}
