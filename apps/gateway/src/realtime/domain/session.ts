import type { HeadFrame, ResetFrame } from '@bkcrm/contracts';
import { clientEpoch, epochMismatch } from './client-epoch.js';
import type { EncodedEvent } from './encoded-event.js';
import type { Interest } from './interest.js';
import { SharedFrames } from './shared-frames.js';
import type { EventsFrame, SentFrame } from './shared-frames.js';
import type { Viewer } from './viewer.js';

/** The event log as this process knows it: its newest part in memory, the rest in the database. */
export interface LogView {
  readonly epoch: string;
  /** Number of the newest event. */
  readonly position: number;
  /** At most `limit` events after a number; undefined when they must be read from the database. */
  after: (seq: number, limit: number) => readonly EncodedEvent[] | undefined;
  readAfter: (seq: number, limit: number) => Promise<EncodedEvent[]>;
}

/** Everything that a client is ever sent, besides acknowledgements. */
export const serverEvents = ['head', 'events', 'reset', 'signal'] as const;
export type ServerEvent = (typeof serverEvents)[number];

/** The way to one client. */
export interface SessionPort {
  /** False while so much is unsent that more should wait. */
  readonly isWritable: boolean;
  send: (event: Exclude<ServerEvent, 'events'>, json: string) => void;
  /** A frame that others get as well. */
  sendEvents: (frame: SentFrame) => void;
}

export interface Rights extends Viewer {
  version: number;
}

/** What the database says about the log, for judging a position that a client resumes from. */
export interface LogBounds {
  head: number;
  oldest: number;
}

export interface Resumption {
  from: number;
  to: number;
  reset?: ResetFrame['reason'];
}

const frameEvents = 200;
/** Further behind than this, loading afresh is cheaper than catching up. */
export const mostMissed = 10_000;
/** Events that are none of the client's business and are not walked over yet, at most: long before they count as missed. */
const idleLag = 1_000;

/**
 * One client's way through the event log. Everything it gets comes from a single cursor that only moves forward
 * (or to where the client resumes), so live delivery, catching up and a slow client are the same walk:
 * nothing is skipped, nothing is sent twice, and nothing is kept for the client but a number.
 */
export class Session {
  private cursor: number;
  /** The last number the client was told. */
  private sent: number;
  private isReading = false;
  private isPaused = false;
  /** The client waits to hear that it has caught up, also when the last events are none of its business. */
  private owesHead = false;
  /** Counts the jumps of the cursor: what was read for an older place is worthless. */
  private jumps = 0;

  constructor(
    private readonly log: LogView,
    private readonly port: SessionPort,
    private rights: Rights,
    private readonly frames: SharedFrames,
    private readonly onServed: (source: 'ring' | 'database', events: number) => void = () => {},
  ) {
    this.cursor = log.position;
    this.sent = log.position;
    this.sendHead();
  }

  get epoch(): string {
    return clientEpoch(this.log.epoch, this.rights.version);
  }

  get rightsVersion(): number {
    return this.rights.version;
  }

  /** Events between this client and the newest. */
  get lag(): number {
    return Math.max(0, this.log.position - this.cursor);
  }

  sees(audience: Parameters<Viewer['sees']>[0]): boolean {
    return !this.isPaused && this.rights.sees(audience);
  }

  /** Whether it has something to do for new events: they concern its client, or so many did not that it should be told to walk over them. */
  isDue(interest: Interest): boolean {
    return interest.concerns(this.rights) || this.lag >= idleLag;
  }

  /** Starts again behind the event that the client applied last, or tells it to load afresh. */
  resume(epoch: string, seq: number, bounds: LogBounds): Resumption {
    if (epoch !== this.epoch) return this.reset(epochMismatch(epoch, this.log.epoch));
    if (seq > Math.max(this.log.position, bounds.head)) return this.reset('ahead');
    if (seq < bounds.oldest - 1 || this.log.position - seq > mostMissed) return this.reset('too-old');
    this.moveTo(seq);
    this.owesHead = true;
    return { from: seq, to: Math.max(seq, this.log.position) };
  }

  /** Tells the client that what it holds is worthless, and goes on from the newest event. */
  reset(reason: ResetFrame['reason']): Resumption {
    this.moveTo(this.log.position);
    this.port.send('reset', JSON.stringify({ reason }));
    this.sendHead();
    return { from: this.cursor, to: this.cursor, reset: reason };
  }

  /** Nothing more is sent until `continueWith` says what may be seen. */
  pause(): void {
    this.isPaused = true;
  }

  continueWith(rights: Rights): void {
    const hasChanged = rights.version !== this.rights.version;
    this.rights = rights;
    if (hasChanged) this.reset('rights');
    this.isPaused = false;
    this.pump();
  }

  /** Sends whatever there is to send, as long as the client takes it. */
  pump(): void {
    while (!this.isPaused && !this.isReading && this.port.isWritable) {
      if (this.lag > mostMissed) {
        this.reset('too-old');
        return;
      }
      if (this.lag === 0) {
        if (this.owesHead) this.sendHead();
        return;
      }
      const events = this.log.after(this.cursor, frameEvents);
      if (events === undefined) {
        void this.readAndSend();
        return;
      }
      this.onServed('ring', this.sendEvents(events));
    }
  }

  /** Every client hears regularly how far the log is; one that is behind hears it when it has caught up. */
  announceHead(): void {
    this.owesHead = true;
    this.pump();
  }

  private moveTo(seq: number): void {
    this.cursor = seq;
    this.sent = seq;
    this.jumps += 1;
    this.isReading = false;
  }

  private async readAndSend(): Promise<void> {
    this.isReading = true;
    const { jumps } = this;
    let events: EncodedEvent[] | undefined;
    try {
      events = await this.log.readAfter(this.cursor, frameEvents);
    } catch {
      // The database is away: the next pump tries again.
    }
    if (jumps !== this.jumps) return;
    this.isReading = false;
    if (events === undefined || this.isPaused) return;
    if (events[0]?.seq !== this.cursor + 1) {
      this.reset('too-old');
      return;
    }
    this.onServed('database', this.sendEvents(events));
    this.pump();
  }

  /** One frame, of as many of the events as fit. @returns how many events it covers */
  private sendEvents(events: readonly EncodedEvent[]): number {
    const frame = this.frames.frameOf(events, { prev: this.sent, epoch: this.epoch }, this.rights);
    this.cursor = frame.cursor;
    this.sent = frame.sent;
    if (hasItems(frame)) this.port.sendEvents(frame);
    return frame.covered;
  }

  private sendHead(): void {
    const head: HeadFrame = { seq: this.cursor, prev: this.sent, epoch: this.epoch };
    this.sent = this.cursor;
    this.owesHead = false;
    this.port.send('head', JSON.stringify(head));
  }
}

const hasItems = (frame: EventsFrame): frame is SentFrame => frame.json !== null;
