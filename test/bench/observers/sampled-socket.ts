import { randomUUID } from 'node:crypto';
import type { EventFrame, HeadFrame, MessageResource } from '@bkcrm/contracts';
import type { Socket } from 'socket.io-client';
import { parseText } from '../load/webhooks.js';
import { now } from '../measure/clock.js';
import { Latency } from '../measure/latency.js';

/** A client that reads everything it gets, as a browser does. */
export class SampledSocket {
  /** Indices of the round's messages. */
  readonly seen = new Set<number>();
  readonly latency = new Latency();
  repeated = 0;
  /** Frames that did not follow the one before. */
  gaps = 0;
  /** Of its department, as far as anybody wrote in them. */
  readonly tickets = new Set<string>();
  answers = { sent: 0, taken: 0, refused: 0, delivered: 0 };
  private round = 0;
  private answerEvery = 0;
  private position: number | undefined;

  constructor(
    readonly socket: Socket,
    private readonly seat: { department: number; answers: boolean },
  ) {
    socket.on('head', (frame: HeadFrame) => this.follow(frame.prev, frame.seq, frame.epoch));
    socket.on('events', (frame: EventFrame) => this.take(frame));
    // What the replaced script tells.
    socket.on('new-message', ({ content }: { content: string }) =>
      this.takeMessage({ text: content, ticketId: null }, now()),
    );
  }

  get answersForDepartment(): boolean {
    return this.seat.answers;
  }

  get department(): number {
    return this.seat.department;
  }

  /** @param answerEvery answers every so-manieth message; 0: none */
  begin(round: number, answerEvery: number): void {
    this.round = round;
    this.answerEvery = this.seat.answers ? answerEvery : 0;
    this.seen.clear();
    this.latency.reset();
    this.repeated = 0;
    this.gaps = 0;
    this.answers = { sent: 0, taken: 0, refused: 0, delivered: 0 };
  }

  private take({ prev, epoch, items }: EventFrame): void {
    const at = now();
    this.follow(prev, items.at(-1)?.seq ?? prev, epoch);
    for (const { type, data } of items) {
      if (type === 'message.created') this.takeMessage(data as MessageResource, at);
      else if (type === 'message.updated') this.takeStatus(data as MessageResource);
    }
  }

  private takeMessage({ text, ticketId }: Pick<MessageResource, 'text' | 'ticketId'>, at: number): void {
    const message = parseText(text);
    if (message !== undefined && ticketId !== null) this.tickets.add(ticketId);
    if (message?.round !== this.round) return;
    if (this.seen.has(message.index)) {
      this.repeated += 1;
      return;
    }
    this.seen.add(message.index);
    this.latency.record(at - message.intended);
    if (this.answerEvery > 0 && this.seen.size % this.answerEvery === 0 && ticketId !== null) this.answer(ticketId);
  }

  private takeStatus({ direction, status, text }: MessageResource): void {
    if (direction === 'out' && status === 'delivered' && text === `answer ${this.round}`) this.answers.delivered += 1;
  }

  private answer(ticketId: string): void {
    this.answers.sent += 1;
    const command = { ticketId, clientId: randomUUID(), text: `answer ${this.round}` };
    this.socket.emit('message:send', command, ({ ok }: { ok: boolean }) => {
      if (ok) this.answers.taken += 1;
      else this.answers.refused += 1;
    });
  }

  /** As the contract has it: who was sent something after another number than it knows asks for what it missed. */
  private follow(prev: number, seq: number, epoch: string): void {
    if (this.position !== undefined && prev > this.position) {
      this.gaps += 1;
      this.socket.emit('resume', { epoch, seq: this.position }, () => {});
      return;
    }
    this.position = Math.max(this.position ?? 0, seq);
  }
}
