/** How many bytes of bodies may be in memory at one moment. */
export class BodyBudget {
  private used = 0;

  constructor(private readonly limit: number) {}

  /** @returns whether there was room; what was taken must be given back */
  take(bytes: number): boolean {
    if (this.used + bytes > this.limit) return false;
    this.used += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.used -= bytes;
  }
}
