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
  /**
   * How long to rest after a batch, as a multiple of the time that it took (0), 100 ms at most. So batches are small while they are cheap, and
   * where time is short, what each costs is shared by more.
   */
  rest?: number;
  /** What an item weighs (1), so that large ones come fewer at a time. One that weighs more than `size` comes alone. */
  weigh?: (item: T) => number;
}

/** Milliseconds: a batch that was held up by somebody says nothing of what batches cost. */
const longestRest = 100;

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
  private restsUntil = -Infinity;

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
    return Math.max(first.since + milliseconds, this.lastTakenAt + apart, this.restsUntil);
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

  /** A batch that was taken then has been handled. */
  handled(takenAt: number, now: number): void {
    this.restsUntil = now + Math.min((now - takenAt) * (this.pace.rest ?? 0), longestRest);
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
