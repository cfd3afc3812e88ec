import type { EventFrame, HeadFrame } from '@bkcrm/contracts';
import type { LiveItem, PositionEffect, PositionInput } from './position.js';

/** What travels from the server to the client of the model. */
export type Packet = PositionInput;

/**
 * A gateway with one client, reduced to what the protocol promises: a log, a cursor per socket, frames that name their
 * predecessor, a head at the start and now and then. Every third event is none of the client's business.
 */
export class ModelServer {
  readonly log: LiveItem[] = [];
  epoch = 0;
  isConnected = false;
  /** Sent and not yet arrived, in order. */
  readonly wire: Packet[] = [];
  private sent = 0;

  get visible(): number[] {
    return this.log.map(({ seq }) => seq).filter(isVisible);
  }

  get seq(): number {
    return this.log.length;
  }

  write(): void {
    const seq = this.log.length + 1;
    this.log.push({ seq, type: 'ticket.updated', at: '', data: seq });
  }

  /** Sends everything that was written since the last frame. */
  flush(): void {
    if (!this.isConnected) return;
    const items = this.log.slice(this.sent).filter(({ seq }) => isVisible(seq));
    if (items.length > 0) {
      const frame: EventFrame = { prev: this.sent, epoch: this.name, items };
      this.wire.push({ type: 'events', frame });
      this.sent = items.at(-1)?.seq ?? this.sent;
    }
  }

  head(): void {
    if (!this.isConnected) return;
    this.flush();
    const frame: HeadFrame = { prev: this.sent, seq: this.seq, epoch: this.name };
    this.sent = this.seq;
    this.wire.push({ type: 'head', frame });
  }

  connect(): void {
    this.isConnected = true;
    this.sent = this.seq;
    this.wire.push({ type: 'connected' });
    this.head();
  }

  /** What was on its way is lost. */
  cut(): void {
    this.isConnected = false;
    this.wire.splice(0, this.wire.length, { type: 'disconnected' });
  }

  /** A frame gets lost on a connection that stays: what must never happen, and must not go unnoticed if it does. */
  lose(): void {
    const index = this.wire.findIndex(({ type }) => type === 'events');
    if (index >= 0) this.wire.splice(index, 1);
  }

  /** A frame comes twice. */
  repeat(): void {
    const frame = this.wire.find(({ type }) => type === 'events');
    if (frame !== undefined) this.wire.push(frame);
  }

  /** The database is another one: numbers mean something else. */
  restore(): void {
    this.epoch += 1;
    this.log.length = Math.max(0, this.log.length - 2);
    this.sent = this.seq;
    if (!this.isConnected) return;
    this.wire.push({ type: 'reset' });
    this.head();
  }

  /** What the client asks for arrives at once; the answer takes its way. */
  answer(effect: PositionEffect): void {
    if (effect.type !== 'resume' || !this.isConnected) return;
    if (effect.position.epoch !== this.name || effect.position.seq > this.seq) {
      this.sent = this.seq;
      this.wire.push({ type: 'reset' });
      this.head();
      return;
    }
    this.sent = effect.position.seq;
    this.wire.push({ type: 'resumed', to: this.seq });
    this.head();
  }

  private get name(): string {
    return `epoch-${this.epoch}`;
  }
}

export function isVisible(seq: number): boolean {
  return seq % 3 !== 0;
}
