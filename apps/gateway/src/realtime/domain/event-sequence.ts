import type { LoggedEvent } from '@bkcrm/contracts';

/** Puts events that arrive in any order, repeatedly or not at all, into the order of their numbers. */
export class EventSequence {
  private readonly waiting = new Map<number, LoggedEvent>();
  private known: number;

  constructor(
    private released: number,
    private readonly mostWaiting = 10_000,
  ) {
    this.known = released;
  }

  /** Number of the last event released. */
  get position(): number {
    return this.released;
  }

  /** The highest number known to exist. */
  get head(): number {
    return this.known;
  }

  /** An event is known to exist that has not been released: it is late, or lost. */
  get hasHole(): boolean {
    return this.known > this.released;
  }

  /** Takes notice that events up to this number exist. */
  expect(head: number): void {
    this.known = Math.max(this.known, head);
  }

  /** Takes events in, and answers those whose turn it now is, in order. */
  accept(events: readonly LoggedEvent[]): LoggedEvent[] {
    for (const event of events) {
      this.expect(event.seq);
      if (event.seq > this.released) this.waiting.set(event.seq, event);
    }
    const next: LoggedEvent[] = [];
    for (let event = this.take(); event !== undefined; event = this.take()) next.push(event);
    // What is dropped here is a hole like any other: it will be read from the database.
    if (this.waiting.size > this.mostWaiting) this.waiting.clear();
    return next;
  }

  private take(): LoggedEvent | undefined {
    const event = this.waiting.get(this.released + 1);
    if (event === undefined) return undefined;
    this.released += 1;
    this.waiting.delete(this.released);
    return event;
  }
}
