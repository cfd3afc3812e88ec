import type { EventFrame, HeadFrame } from '@bkcrm/contracts';
import type { EncodedEvent } from './encoded-event.js';
import { EventRing } from './event-ring.js';
import { Session } from './session.js';
import type { LogView, Resumption, Rights, SessionPort } from './session.js';

/** An event log of which the process has the newest few in memory; reads of the database are answered when the test says so. */
export class FakeLog implements LogView {
  readonly stored: EncodedEvent[] = [];
  private ring = new EventRing(0, { events: 6, size: 1_000_000 });
  private reads: { answer: () => void; fail: () => void }[] = [];

  constructor(public epoch = 'db') {}

  get position(): number {
    return this.ring.position;
  }

  after = (seq: number, limit: number): EncodedEvent[] | undefined => this.ring.after(seq, limit);

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
  resets = 0;
  session!: Session;
  private epoch = '';
  private wire: Sent[] = [];
  private asked: (() => void)[] = [];
  private isResuming = false;
  private room = 0;

  constructor(
    private readonly log: FakeLog,
    private rights: Rights,
  ) {
    this.connect();
  }

  connect(): void {
    this.wire = [];
    this.asked = [];
    const wire = this.wire;
    const port: SessionPort = {
      send: (event, json) => void wire.push({ event, frame: JSON.parse(json) as unknown }),
      isWritable: true,
    };
    Object.defineProperty(port, 'isWritable', { get: () => wire.length <= this.room });
    this.session = new Session(this.log, port, this.rights);
    this.isResuming = false;
    if (this.applied !== undefined) this.askToResume();
  }

  setRoom(room: number): void {
    this.room = room;
  }

  changeRights(rights: Rights): void {
    this.rights = rights;
    this.session.pause();
    this.session.continueWith(rights);
  }

  askToResume(): void {
    const { applied, epoch, session, wire } = this;
    if (applied === undefined) return;
    this.isResuming = true;
    this.asked.push(() => {
      const bounds = { head: this.log.stored.length, oldest: 1 };
      wire.push({ event: 'ack', frame: session.resume(epoch, applied, bounds) });
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
      this.resets += 1;
      this.applied = undefined;
    } else if (event === 'head') this.onHead(frame as HeadFrame);
    else if (event === 'ack') this.isResuming = false;
    else this.onEvents(frame as EventFrame);
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
