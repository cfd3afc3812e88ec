/** How many sends may be under way at once, over all numbers of this process. Who found none free is called when one is. */
export class Slots {
  private used = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly limit: number) {}

  /** `whenFree` must stay the same function for the same asker; it is called once, and has to ask again. */
  take(whenFree: () => void): boolean {
    if (this.used >= this.limit) {
      this.waiting.add(whenFree);
      return false;
    }
    this.used += 1;
    return true;
  }

  release(): void {
    this.used -= 1;
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const whenFree of waiting) whenFree();
  }
}
