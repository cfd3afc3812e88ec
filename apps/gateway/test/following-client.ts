import type { EventFrame, HeadFrame, ResetFrame, Signal } from '@bkcrm/contracts';
import type { Socket } from 'socket.io-client';

/** Notes down everything that a socket is sent, and keeps the rules of the protocol. */
export class FollowingClient {
  readonly items: EventFrame['items'] = [];
  readonly frames: EventFrame[] = [];
  readonly resets: ResetFrame['reason'][] = [];
  readonly signals: Signal[] = [];
  readonly heads: HeadFrame[] = [];
  /** Frames that left out something: their `prev` is above what was applied. */
  readonly holes: EventFrame[] = [];
  applied: number | undefined;

  constructor(readonly socket: Socket) {
    socket.on('head', (head: HeadFrame) => {
      this.heads.push(head);
      if (this.applied === undefined || head.prev <= this.applied) this.applied = head.seq;
    });
    socket.on('reset', ({ reason }: ResetFrame) => {
      this.resets.push(reason);
      this.applied = undefined;
    });
    socket.on('signal', (signal: Signal) => this.signals.push(signal));
    socket.on('events', (frame: EventFrame) => this.onEvents(frame));
  }

  get epoch(): string {
    return this.heads.at(-1)?.epoch ?? '';
  }

  get seqs(): number[] {
    return this.items.map(({ seq }) => seq);
  }

  /** Sends a command and answers its acknowledgement. */
  ask(event: string, data: unknown): Promise<{ ok: boolean; data?: unknown; error?: { code: string } }> {
    return this.socket.timeout(5_000).emitWithAck(event, data) as ReturnType<FollowingClient['ask']>;
  }

  async resume(seq: number, epoch = this.epoch): Promise<unknown> {
    const answer = await this.ask('resume', { epoch, seq });
    return answer.data;
  }

  private onEvents(frame: EventFrame): void {
    this.frames.push(frame);
    if (this.applied !== undefined && frame.prev > this.applied) {
      this.holes.push(frame);
      return;
    }
    for (const item of frame.items) {
      if (this.applied !== undefined && item.seq <= this.applied) continue;
      this.items.push(item);
      this.applied = item.seq;
    }
  }
}
