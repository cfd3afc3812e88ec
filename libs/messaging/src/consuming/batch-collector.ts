export interface BatchPace {
  /** Items in a batch at most; one that is full waits for nothing. */
  size: number;
  /** How long the first item waits for company, in milliseconds. */
  milliseconds: number;
  /**
   * Milliseconds from one batch to the next at least (0). What a batch costs whatever is in it is shared by more when many come, and a
   * single one after a pause waits no longer for it.
   */
  apart?: number;
}

/**
 * Gathers what arrives into batches.
 * Pure: the caller brings the time and asks when to look again.
 */
export class BatchCollector<T> {
  private waiting: { item: T; since: number }[] = [];
  private lastTakenAt = -Infinity;

  constructor(private readonly pace: BatchPace) {}

  add(item: T, now: number): void {
    this.waiting.push({ item, since: now });
  }

  /** When a batch can be taken, or undefined while there is nothing. */
  readyAt(now: number): number | undefined {
    const first = this.waiting[0];
    if (first === undefined) return undefined;
    const { size, milliseconds, apart = 0 } = this.pace;
    if (this.waiting.length >= size) return now;
    return Math.max(first.since + milliseconds, this.lastTakenAt + apart);
  }

  /** The next batch when it is ready, else nothing. */
  take(now: number): T[] {
    const readyAt = this.readyAt(now);
    if (readyAt === undefined || readyAt > now) return [];
    this.lastTakenAt = now;
    return this.waiting.splice(0, this.pace.size).map(({ item }) => item);
  }

  clear(): void {
    this.waiting = [];
  }
}
