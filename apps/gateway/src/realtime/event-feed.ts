import type { EventBatch, EventHead, LoggedEvent } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { readEventsAfter, readHead, readOldestSeq } from '@bkcrm/read-model';
import { Injectable, Logger } from '@nestjs/common';
import { metrics } from '../metrics.js';
import { encodeEvent, withoutData } from './domain/encoded-event.js';
import type { EncodedEvent, FreshEvent } from './domain/encoded-event.js';
import { EventRing } from './domain/event-ring.js';
import { EventSequence } from './domain/event-sequence.js';
import { withoutErased } from './domain/without-erased.js';
import { mostMissed } from './domain/session.js';
import type { LogBounds, LogView } from './domain/session.js';

const limits = { events: mostMissed, size: 64 * 1024 * 1024 };
/** Read at start, so that clients who come over from another replica are served from memory. */
const warmUp = 2_000;
const headPollMs = 1_000;
/** An event that overtook another is soon followed by it; only after this long it counts as lost. */
const holePatienceMs = 50;
const healPage = 500;
/** For so long a head that the database has told is taken for the head. */
const headTrustedMs = 5_000;

export interface FeedListener {
  onEvents: (events: readonly FreshEvent[]) => void;
  /** Numbers from before mean nothing any more, or too many were missed. */
  onRestart: (reason: 'epoch' | 'too-old' | 'ahead') => void;
}

interface KnownLog {
  epoch: string;
  ring: EventRing;
  sequence: EventSequence;
  isCurrent: boolean;
}

/**
 * The event log as it grows. The broker brings events fast, the database brings them surely: a number that does not come is read there,
 * and its head is asked every second, so nothing that the broker drops is missed.
 */
@Injectable()
export class EventFeed implements LogView {
  private readonly logger = new Logger(EventFeed.name);
  private readonly listeners: FeedListener[] = [];
  private known: KnownLog | undefined;
  private poll: NodeJS.Timeout | undefined;
  private patience: NodeJS.Timeout | undefined;
  private isPolling = false;
  private isHealing = false;
  private head = 0;
  /** When the database was last asked for the head that it then told. */
  private headAskedAt = 0;
  private lagSeconds: number | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** False until it has reached the head for the first time. */
  get isReady(): boolean {
    return this.known?.isCurrent === true;
  }

  /** Whether it has, as far as it can know, heard of everything: no number is missing, and the database said so a moment ago. */
  get isUpToDate(): boolean {
    return this.isReady && this.known?.sequence.hasHole === false && this.now() - this.headAskedAt < headTrustedMs;
  }

  /** Where the log and this replica are, with the seconds from the last event to its release; undefined until the log is known. */
  get state(): { head: number; position: number; lagSeconds: number | null } | undefined {
    if (this.known === undefined) return undefined;
    const { position } = this.known.ring;
    return { head: Math.max(this.head, position), position, lagSeconds: this.lagSeconds };
  }

  get epoch(): string {
    return this.require().epoch;
  }

  get position(): number {
    return this.require().ring.position;
  }

  after(seq: number, limit: number): readonly EncodedEvent[] | undefined {
    return this.require().ring.after(seq, limit);
  }

  async readAfter(seq: number, limit: number): Promise<EncodedEvent[]> {
    return (await readEventsAfter(this.database, seq, limit)).map(encodeEvent);
  }

  async readBounds(): Promise<LogBounds> {
    const [head, oldest] = await Promise.all([readHead(this.database), readOldestSeq(this.database)]);
    this.expect(head.seq);
    return { head: head.seq, oldest };
  }

  /** Listeners are told in the order in which they came, before anything else sees the new position. */
  listen(listener: FeedListener): void {
    this.listeners.push(listener);
  }

  start(): void {
    void this.checkHead();
    this.poll = setInterval(() => void this.checkHead(), headPollMs);
  }

  stop(): void {
    clearInterval(this.poll);
    clearTimeout(this.patience);
  }

  /** Takes what the broker brought. */
  accept(batch: EventBatch): void {
    if (this.known?.epoch === batch.epoch) this.release(batch.events);
    else void this.checkHead();
  }

  /** Asks the database how far the log is and which database it is. */
  async checkHead(): Promise<void> {
    if (this.isPolling) return;
    this.isPolling = true;
    try {
      const before = this.known?.sequence.position ?? 0;
      const askedAt = this.now();
      await this.compare(await readHead(this.database), before);
      this.headAskedAt = askedAt;
    } catch (error) {
      this.logger.debug('the head of the event log could not be read', error);
    } finally {
      this.isPolling = false;
    }
  }

  private async compare(head: EventHead, positionBefore: number): Promise<void> {
    if (this.known === undefined) {
      const oldest = await readOldestSeq(this.database);
      this.begin(head.epoch, Math.max(oldest - 1, head.seq - warmUp, 0));
      this.expect(head.seq);
      await this.heal();
    } else if (head.epoch !== this.known.epoch) {
      this.restart(head, 'epoch');
    } else if (head.seq < positionBefore) {
      // Numbers that were there are gone: a copy was restored in place.
      this.restart(head, 'ahead');
    } else {
      this.expect(head.seq);
    }
  }

  private begin(epoch: string, position: number): void {
    this.known = {
      epoch,
      ring: new EventRing(position, limits),
      sequence: new EventSequence(position),
      isCurrent: false,
    };
  }

  private restart(head: EventHead, reason: 'epoch' | 'too-old' | 'ahead'): void {
    this.logger.warn('the event log starts over: every client loads afresh', { reason, seq: head.seq });
    this.begin(head.epoch, head.seq);
    this.expect(head.seq);
    for (const listener of this.listeners) listener.onRestart(reason);
  }

  private expect(head: number): void {
    this.known?.sequence.expect(head);
    this.head = head;
    metrics.head.set(head);
    if (this.known !== undefined) metrics.position.set(this.known.ring.position);
    this.watchForHole();
  }

  private release(events: readonly LoggedEvent[]): void {
    if (this.known === undefined) return;
    const { ring, sequence } = this.known;
    const encoded = sequence.accept(events).map(encodeEvent);
    for (const event of encoded) {
      ring.append(withoutData(event));
      if (event.event.type === 'conversation.erased') ring.rewrite(withoutErased(event.event));
    }
    this.watchForHole();
    if (encoded.length === 0) return;
    for (const listener of this.listeners) listener.onEvents(encoded);
    const now = this.now();
    metrics.position.set(ring.position);
    for (const { event } of encoded) {
      this.lagSeconds = Math.max(0, now - Date.parse(event.at)) / 1000;
      metrics.publishLag.observe(this.lagSeconds);
      if (event.receivedAt !== null) metrics.eventLatency.observe((now - Date.parse(event.receivedAt)) / 1000);
    }
  }

  /** Gives the next number a little time to come by itself. */
  private watchForHole(): void {
    if (this.known === undefined) return;
    if (!this.known.sequence.hasHole) {
      this.known.isCurrent = true;
      clearTimeout(this.patience);
      this.patience = undefined;
      return;
    }
    const { position } = this.known.sequence;
    this.patience ??= setTimeout(() => {
      this.patience = undefined;
      if (this.known?.sequence.position === position) void this.heal();
      else this.watchForHole();
    }, holePatienceMs);
  }

  private async heal(): Promise<void> {
    if (this.isHealing) return;
    this.isHealing = true;
    try {
      metrics.heals.inc();
      for (let known = this.known; known?.sequence.hasHole === true;) {
        const { position } = known.sequence;
        const events = await readEventsAfter(this.database, position, healPage);
        if (this.known !== known) return;
        if (events[0] !== undefined && events[0].seq > known.sequence.position + 1) {
          this.restart(await readHead(this.database), 'too-old');
          return;
        }
        this.release(events);
        if (known.sequence.position === position) return;
      }
    } catch (error) {
      this.logger.warn('missing events could not be read yet', error);
    } finally {
      this.isHealing = false;
    }
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private require(): NonNullable<typeof this.known> {
    if (this.known === undefined) throw new Error('the event log has not been read yet');
    return this.known;
  }
}
