import type { RequestRefused } from '../errors.js';
import { RequestTimedOut, RequestUndeliverable } from '../errors.js';
import { decodeReply } from './wire.js';

interface Pending {
  type: string;
  deadline: number;
  resolve: (reply: unknown) => void;
  reject: (error: RequestRefused | RequestTimedOut | RequestUndeliverable | SyntaxError) => void;
}

/** Requests of one channel that have no answer yet, by correlation id. */
export class PendingRequests {
  private readonly pending = new Map<string, Pending>();

  get size(): number {
    return this.pending.size;
  }

  add(correlationId: string, type: string, deadline: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.pending.set(correlationId, { type, deadline, resolve, reject });
    });
  }

  answer(correlationId: string, content: Buffer): void {
    const waiting = this.take(correlationId);
    if (waiting === undefined) return;
    try {
      waiting.resolve(decodeReply(content));
    } catch (error) {
      waiting.reject(error as RequestRefused | SyntaxError);
    }
  }

  /** No queue takes requests of this type. */
  returned(correlationId: string): void {
    const waiting = this.take(correlationId);
    waiting?.reject(new RequestUndeliverable(waiting.type));
  }

  expire(now: number): void {
    for (const [id, { deadline }] of this.pending) if (deadline <= now) this.timeOut(id);
  }

  /** No answer can come any more; whether the requests were carried out is not known. */
  abandon(): void {
    for (const id of this.pending.keys()) this.timeOut(id);
  }

  private timeOut(correlationId: string): void {
    const waiting = this.take(correlationId);
    waiting?.reject(new RequestTimedOut(waiting.type));
  }

  private take(correlationId: string): Pending | undefined {
    const waiting = this.pending.get(correlationId);
    this.pending.delete(correlationId);
    return waiting;
  }
}
