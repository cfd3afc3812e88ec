/** How many sends may be under way at once, over all numbers of this process. */
export class Slots {
  private used = 0;

  constructor(private readonly limit: number) {}

  take(): boolean {
    if (this.used >= this.limit) return false;
    this.used += 1;
    return true;
  }

  release(): void {
    this.used -= 1;
  }
}
