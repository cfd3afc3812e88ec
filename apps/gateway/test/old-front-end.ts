import { eventually } from '@bkcrm/testing';
import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';

/** A socket of the old front end, and all that came over it. */
export class OldFrontEnd {
  readonly received: [event: string, data: unknown][] = [];

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, data: unknown) => this.received.push([event, data]));
  }

  of(event: string): unknown[] {
    return this.received.flatMap(([name, data]) => (name === event ? [data] : []));
  }

  /** Sends one event, and waits for the next that is named as its answer. */
  async ask<T = unknown>(event: string, payload: unknown, answer: string): Promise<T> {
    const before = this.of(answer).length;
    this.socket.emit(event, payload);
    await eventually(() => expect(this.of(answer).length).toBeGreaterThan(before));
    return this.of(answer)[before] as T;
  }
}
