export interface BatchPace<T = unknown> {
  /** Items in a batch at most, or what they weigh together; one that is full waits for nothing. */
  size: number;
  /** How long the first item waits for company, in milliseconds. */
  milliseconds: number;
  /**
   * Milliseconds from one batch to the next at least (0). What a batch costs whatever is in it is shared by more when many come, and a
   * single one after a pause waits no longer for it.
   */
  apart?: number;
  /** What an item weighs (1), so that large ones come fewer at a time. One that weighs more than `size` comes alone. */
  weigh?: (item: T) => number;
}

interface Waiting<T> {
  item: T;
  since: number;
  weight: number;
}

/**
 * Gathers what arrives into batches.
 * Pure: the caller brings the time and asks when to look again.
 */
export class BatchCollector<T> {
  private waiting: Waiting<T>[] = [];
  private weight = 0;
  private lastTakenAt = -Infinity;

  constructor(private readonly pace: BatchPace<T>) {}

  add(item: T, now: number): void {
    const weight = this.pace.weigh?.(item) ?? 1;
    this.waiting.push({ item, since: now, weight });
    this.weight += weight;
  }

  /** When a batch can be taken, or undefined while there is nothing. */
  readyAt(now: number): number | undefined {
    const first = this.waiting[0];
    if (first === undefined) return undefined;
    const { size, milliseconds, apart = 0 } = this.pace;
    if (this.weight >= size) return now;
    return Math.max(first.since + milliseconds, this.lastTakenAt + apart);
  }

  /** The next batch when it is ready, else nothing. */
  take(now: number): T[] {
    const readyAt = this.readyAt(now);
    if (readyAt === undefined || readyAt > now) return [];
    this.lastTakenAt = now;
    const batch = this.waiting.splice(0, this.fitting());
    for (const { weight } of batch) this.weight -= weight;
    return batch.map(({ item }) => item);
  }

  clear(): void {
    this.waiting = [];
    this.weight = 0;
  }

  /** How many of those that wait fit into one batch; the first always does. */
  private fitting(): number {
    let weight = 0;
    const beyond = this.waiting.findIndex((entry) => (weight += entry.weight) > this.pace.size);
    return beyond < 0 ? this.waiting.length : Math.max(1, beyond);
  }
}
