import type { EncodedEvent } from './encoded-event.js';

export interface RingLimits {
  events: number;
  /** Of JSON, in characters. */
  size: number;
}

/** After a storm of connections everybody may ask for something else. */
const mostAnswers = 256;

/** The newest events in memory, consecutive by number; the oldest leave when there are too many or they take too much room. */
export class EventRing {
  private readonly slots: (EncodedEvent | undefined)[];
  private oldest: number;
  private newest: number;
  private held = 0;
  /** Answers since the ring changed last: those who keep up all ask for the same. */
  private readonly answers = new Map<string, readonly EncodedEvent[]>();

  constructor(
    position: number,
    private readonly limits: RingLimits,
  ) {
    this.slots = Array.from({ length: limits.events });
    this.oldest = position + 1;
    this.newest = position;
  }

  /** Number of the newest event, or where the ring started. */
  get position(): number {
    return this.newest;
  }

  get size(): number {
    return this.held;
  }

  /** @throws when the event is not the next one: whoever fills the ring keeps the order */
  append(event: EncodedEvent): void {
    if (event.seq !== this.newest + 1) throw new Error(`event ${event.seq} does not follow ${this.newest}`);
    if (this.newest - this.oldest + 1 === this.limits.events) this.dropOldest();
    this.slots[event.seq % this.limits.events] = event;
    this.answers.clear();
    this.newest = event.seq;
    this.held += event.json.length;
    while (this.held > this.limits.size && this.oldest < this.newest) this.dropOldest();
  }

  /** At most `limit` events after number `seq`, or undefined when the first of them has left the ring. */
  after(seq: number, limit: number): readonly EncodedEvent[] | undefined {
    if (seq < this.oldest - 1) return undefined;
    const question = `${seq}/${limit}`;
    const answer = this.answers.get(question) ?? this.read(seq, limit);
    if (this.answers.size >= mostAnswers) this.answers.clear();
    this.answers.set(question, answer);
    return answer;
  }

  /** Puts others in the place of events, under their numbers. */
  rewrite(change: (event: EncodedEvent) => EncodedEvent): void {
    this.answers.clear();
    for (const [place, event] of this.slots.entries()) {
      if (event === undefined) continue;
      const changed = change(event);
      this.slots[place] = changed;
      this.held += changed.json.length - event.json.length;
    }
  }

  private read(seq: number, limit: number): readonly EncodedEvent[] {
    const events: EncodedEvent[] = [];
    for (let next = seq + 1; next <= this.newest && events.length < limit; next += 1) {
      const event = this.slots[next % this.limits.events];
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  private dropOldest(): void {
    const place = this.oldest % this.limits.events;
    this.held -= this.slots[place]?.json.length ?? 0;
    this.slots[place] = undefined;
    this.oldest += 1;
  }
}
