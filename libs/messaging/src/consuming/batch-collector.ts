/**
 * Gathers what arrives into batches: full at `size`, or when the first of it has waited `milliseconds`.
 * Pure: the caller brings the time and asks when to look again.
 */
export class BatchCollector<T> {
  private waiting: { item: T; since: number }[] = [];

  constructor(
    private readonly size: number,
    private readonly milliseconds: number,
  ) {}

  add(item: T, now: number): void {
    this.waiting.push({ item, since: now });
  }

  /** When a batch can be taken, or undefined while there is nothing. */
  readyAt(now: number): number | undefined {
    const first = this.waiting[0];
    if (first === undefined) return undefined;
    return this.waiting.length >= this.size ? now : first.since + this.milliseconds;
  }

  /** The next batch when it is ready, else nothing. */
  take(now: number): T[] {
    const readyAt = this.readyAt(now);
    if (readyAt === undefined || readyAt > now) return [];
    return this.waiting.splice(0, this.size).map(({ item }) => item);
  }

  clear(): void {
    this.waiting = [];
  }
}
