import type { EventBatch } from '@bkcrm/contracts';
import { exchanges } from '@bkcrm/contracts';
import { Publisher } from '@bkcrm/messaging';
import { Injectable } from '@nestjs/common';
import { InjectMetric, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { v7 as uuid } from 'uuid';

export const eventLogHead = makeGaugeProvider({
  name: 'bkcrm_event_log_head',
  help: 'The last number that a transaction of this replica was given; the largest over all replicas is the head of the event log.',
});

/**
 * Tells the gateways what was committed. Best effort: they notice a missing number and read it from the database,
 * so nothing here waits, retries or fails.
 */
@Injectable()
export class LiveFeed {
  constructor(
    private readonly publisher: Publisher,
    @InjectMetric('bkcrm_event_log_head') private readonly head: Gauge,
  ) {}

  publish(batch: EventBatch): void {
    this.head.set(batch.events.at(-1)?.seq ?? 0);
    this.publisher.broadcast({
      exchange: exchanges.events,
      routingKey: '',
      type: 'event-batch.v1',
      messageId: uuid(),
      content: batch,
    });
  }

  /** A fact that is never stored or numbered. */
  signal(type: string, data: unknown, audience?: unknown): void {
    this.publisher.broadcast({
      exchange: exchanges.signals,
      routingKey: '',
      type: 'signal.v1',
      messageId: uuid(),
      content: { type, data, audience },
    });
  }
}
