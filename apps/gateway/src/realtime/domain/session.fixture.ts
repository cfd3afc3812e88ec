import type { EventFrame, HeadFrame, ResetFrame } from '@bkcrm/contracts';
import type { EncodedEvent } from './encoded-event.js';
import { EventRing } from './event-ring.js';
import { project } from './projection.js';
import { Session } from './session.js';
import type { LogView, Resumption, Rights, ServerEvent, SessionPort } from './session.js';
import { SharedFrames } from './shared-frames.js';

/** An event log of which the process has the newest few in memory; reads of the database are answered when the test says so. */
export class FakeLog implements LogView {
  readonly stored: EncodedEvent[] = [];
  private ring = new EventRing(0, { events: 6, size: 1_000_000 });
  private reads: { answer: () => void; fail: () => void }[] = [];

  constructor(public epoch = 'db') {}

  get position(): number {
    return this.ring.position;
  }

  after = (seq: number, limit: number): readonly EncodedEvent[] | undefined => this.ring.after(seq, limit);

  readAfter = (seq: number, limit: number): Promise<EncodedEvent[]> =>
    new Promise((resolve, reject) => {
      this.reads.push({
        answer: () => resolve(this.stored.slice(seq, seq + limit)),
        fail: () => reject(new Error('the database is away')),
      });
    });

  commit(event: EncodedEvent): void {
    this.stored.push(event);
  }

  /** The process hears of at most so many events that it had not heard of. */
  hear(most: number): void {
    for (const event of this.stored.slice(this.position, this.position + most)) this.ring.append(event);
  }

  async answerReads(how: 'answer' | 'fail'): Promise<void> {
    for (const read of this.reads.splice(0)) read[how]();
    await new Promise((resolve) => setImmediate(resolve));
  }

  get isAsked(): boolean {
    return this.reads.length > 0;
  }
}

type Sent = { event: string; frame: unknown } | { event: 'ack'; frame: Resumption };

/** A client that keeps the rules of the protocol, behind a connection that delivers when the test says so. */
export class FakeClient {
  items: number[] = [];
  /** Where its present copy starts. */
  startedAt = 0;
  applied: number | undefined;
  resets: ResetFrame['reason'][] = [];
  /** Frames that contradict what the server told before on the same connection, whether or not the client could mend it. */
  contradictions: string[] = [];
  session!: Session;
  private epoch = '';
  private wire: Sent[] = [];
  private asked: (() => void)[] = [];
  private isResuming = false;
  private isPaused = false;
  private room = 0;
  private told: number | undefined;

  constructor(
    private readonly log: FakeLog,
    private rights: Rights,
    private readonly frames = new SharedFrames(),
  ) {
    this.connect();
  }

  connect(): void {
    this.wire = [];
    this.asked = [];
    const wire = this.wire;
    const take = (event: ServerEvent, json: string): void => {
      const frame = JSON.parse(json) as unknown;
      this.compare(event, frame);
      if (this.isPaused && event === 'events') this.contradictions.push('sent while paused');
      wire.push({ event, frame });
    };
    const port: SessionPort = { send: take, sendEvents: ({ json }) => take('events', json), isWritable: true };
    Object.defineProperty(port, 'isWritable', { get: () => wire.length <= this.room });
    this.isResuming = false;
    this.isPaused = false;
    this.told = undefined;
    this.session = new Session(this.log, port, this.rights, this.frames);
    if (this.applied !== undefined) this.askToResume();
  }

  setRoom(room: number): void {
    this.room = room;
  }

  /** The server hears that the rights may have changed, and does not know yet to what. */
  pause(): void {
    this.isPaused = true;
    this.session.pause();
  }

  changeRights(rights: Rights): void {
    this.isPaused = false;
    this.rights = rights;
    this.session.continueWith(rights);
  }

  askToResume(): void {
    const { applied, epoch, session, wire } = this;
    if (applied === undefined) return;
    this.isResuming = true;
    this.asked.push(() => {
      const bounds = { head: this.log.stored.length, oldest: 1 };
      const frame = session.resume(epoch, applied, bounds);
      this.compare('ack', frame);
      wire.push({ event: 'ack', frame });
      session.pump();
    });
  }

  /** What the client sent reaches the server. */
  serve(): void {
    for (const command of this.asked.splice(0)) command();
  }

  receive(most: number): void {
    for (const { event, frame } of this.wire.splice(0, most)) this.on(event, frame);
  }

  get isQuiet(): boolean {
    return this.wire.length === 0 && this.asked.length === 0;
  }

  private on(event: string, frame: unknown): void {
    if (event === 'reset') {
      this.resets.push((frame as ResetFrame).reason);
      this.applied = undefined;
    } else if (event === 'head') this.onHead(frame as HeadFrame);
    else if (event === 'ack') this.isResuming = false;
    else this.onEvents(frame as EventFrame);
  }

  private compare(event: string, frame: unknown): void {
    if (event === 'ack') {
      const { from, reset } = frame as Resumption;
      if (reset === undefined) this.told = from;
    } else if (event === 'reset') {
      this.told = undefined;
    } else {
      const { prev, ...rest } = frame as EventFrame | HeadFrame;
      if (this.told !== undefined && prev !== this.told)
        this.contradictions.push(`told ${this.told}, then prev ${prev}`);
      const upTo = 'items' in rest ? (rest.items.at(-1)?.seq ?? prev) : rest.seq;
      const items = 'items' in rest ? rest.items.map(({ seq }) => seq) : [];
      const expected = this.log.stored
        .filter((stored) => stored.seq > prev && stored.seq <= upTo && project(stored, this.rights.sees) !== null)
        .map(({ seq }) => seq);
      if (this.told !== undefined && items.join() !== expected.join())
        this.contradictions.push(`${event} from ${prev} to ${upTo}: [${items.join()}] instead of [${expected.join()}]`);
      this.told = upTo;
    }
  }

  private onHead(head: HeadFrame): void {
    if (this.applied === undefined) {
      Object.assign(this, { applied: head.seq, startedAt: head.seq, epoch: head.epoch, items: [], isResuming: false });
    } else if (head.prev <= this.applied) this.applied = Math.max(this.applied, head.seq);
    else if (!this.isResuming) this.askToResume();
  }

  private onEvents(frame: EventFrame): void {
    if (this.applied === undefined) return;
    if (frame.prev > this.applied) {
      if (!this.isResuming) this.askToResume();
      return;
    }
    for (const { seq } of frame.items) {
      if (seq <= this.applied) continue;
      this.items.push(seq);
      this.applied = seq;
    }
  }
}
