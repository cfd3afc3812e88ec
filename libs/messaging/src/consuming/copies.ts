import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { backoff } from '../connection/backoff.js';
import type { OutgoingMessage } from '../messages.js';
import type { Publisher } from '../publisher.js';
import { Abandoned } from './abandoned.js';
import type { Arrived } from './arrived.js';
import type { Failure } from './describe-error.js';
import { withFailure } from './failure-headers.js';

const waits = { initial: 100, maximum: 5_000 };

/**
 * Moves messages to another queue: a copy, confirmed, before its original is acknowledged. A crash in between leaves both,
 * never neither.
 */
export class Copies {
  private readonly logger = new Logger('Broker');

  constructor(private readonly publisher: Publisher) {}

  /** Tries until the copy is safe. @throws Abandoned when the original's channel closes or `signal` aborts before that */
  async put(arrived: Arrived, queue: string, failure: Failure, signal: AbortSignal): Promise<void> {
    const copy: OutgoingMessage = {
      exchange: '',
      routingKey: queue,
      content: arrived.delivery.raw,
      messageId: arrived.delivery.messageId,
      type: arrived.delivery.type,
      headers: withFailure(arrived.delivery, failure, new Date()) as OutgoingMessage['headers'],
    };
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.publisher.publish(copy, { deadline: 5_000 });
      if (outcome === 'confirmed') return;
      this.logger.warn('message could not be moved yet', { queue, outcome, messageId: copy.messageId });
      // The queue is missing: a new channel declares it again, and the broker delivers the original once more.
      if (outcome === 'returned') await arrived.open.close();
      if (arrived.open.closed || signal.aborted) throw new Abandoned();
      await pause(backoff(attempt, waits));
    }
  }
}
