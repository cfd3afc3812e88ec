import type { PublishOutcome } from '../messages.js';

interface Entry {
  messageId: string;
  since: number;
  deadline: number;
  returned: boolean;
  /** Undefined once the publisher has its answer; the entry stays until the broker's, because tags are counted. */
  settle: ((outcome: PublishOutcome) => void) | undefined;
}

/**
 * What one confirm channel has sent and the broker has not answered yet. The broker numbers publishes from 1; an answer may be for
 * one number or for all up to it. A returned message is confirmed too, but its return comes before: the outcome is `returned`.
 */
export class ConfirmWindow {
  private readonly entries = new Map<number, Entry>();
  private lastTag = 0;
  private waiting = 0;

  constructor(
    private readonly limit: number,
    private readonly observeLatency: (seconds: number) => void = () => {},
  ) {}

  get isFull(): boolean {
    return this.entries.size >= this.limit;
  }

  /** Publishers still waiting for their answer. */
  get outstanding(): number {
    return this.waiting;
  }

  /** To be called once per publish, in their order. Times in milliseconds of one monotonic clock. */
  add(messageId: string, now: number, deadline: number): Promise<PublishOutcome> {
    this.lastTag += 1;
    this.waiting += 1;
    return new Promise((settle) => {
      this.entries.set(this.lastTag, { messageId, since: now, deadline, returned: false, settle });
    });
  }

  returned(messageId: string): void {
    for (const entry of this.entries.values()) {
      if (entry.messageId !== messageId || entry.returned) continue;
      entry.returned = true;
      return;
    }
  }

  /** The broker's answer to one publish, or to all up to it. */
  answer(tag: number, { multiple, accepted }: { multiple: boolean; accepted: boolean }, now: number): void {
    if (!multiple) return this.end(tag, accepted, now);
    for (const earlier of this.entries.keys()) {
      if (earlier > tag) return;
      this.end(earlier, accepted, now);
    }
  }

  /** Settles what is overdue as `unknown`. */
  expire(now: number): void {
    for (const entry of this.entries.values()) if (entry.deadline <= now) this.settle(entry, 'unknown');
  }

  /** No answers will come, or not soon: all publishers get `unknown`. */
  abandon(): void {
    for (const entry of this.entries.values()) this.settle(entry, 'unknown');
  }

  private end(tag: number, accepted: boolean, now: number): void {
    const entry = this.entries.get(tag);
    if (entry === undefined) return;
    this.entries.delete(tag);
    this.observeLatency((now - entry.since) / 1_000);
    if (!accepted) this.settle(entry, 'nacked');
    else this.settle(entry, entry.returned ? 'returned' : 'confirmed');
  }

  private settle(entry: Entry, outcome: PublishOutcome): void {
    if (entry.settle === undefined) return;
    this.waiting -= 1;
    entry.settle(outcome);
    entry.settle = undefined;
  }
}
