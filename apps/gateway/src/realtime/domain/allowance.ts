/** How many commands a client may send: so many at once, and so many a second in the long run. */
export class Allowance {
  private left: number;
  private countedAt = 0;

  constructor(
    private readonly atOnce = 40,
    private readonly perSecond = 20,
  ) {
    this.left = atOnce;
  }

  /** Takes one, unless there is none left. `now` in milliseconds. */
  take(now: number): boolean {
    const gained = ((now - this.countedAt) / 1000) * this.perSecond;
    this.left = Math.min(this.atOnce, this.left + gained);
    this.countedAt = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
