import { headers } from '@bkcrm/contracts';
import { Counter, Gauge, Histogram } from 'prom-client';
import { IngestMetrics } from '../src/metrics/ingest-metrics.js';
import type { InboundMessage } from '../src/webhooks/domain/inbound-message.js';
import type { DeliveryOutcome, DeliveryResult } from '../src/webhooks/inbound-publisher.js';

const counter = (...labelNames: string[]) => new Counter({ name: 'counter', help: '-', labelNames, registers: [] });
const gauge = () => new Gauge({ name: 'gauge', help: '-', registers: [] });
const histogram = () => new Histogram({ name: 'histogram', help: '-', registers: [] });

/** Metrics of one test, registered nowhere. */
export function someMetrics(): IngestMetrics {
  return new IngestMetrics(
    counter('class', 'way'),
    counter('reason'),
    histogram(),
    histogram(),
    gauge(),
    gauge(),
    gauge(),
    counter(),
    counter('reason'),
    counter(),
    gauge(),
    gauge(),
  );
}

/** Total of a counter over all its labels. */
export async function total(counter: Counter): Promise<number> {
  return (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);
}

export function aMessage(text: string, routingKey = 'p0.messages.upsert'): InboundMessage {
  return {
    messageId: `id of ${text}`,
    routingKey,
    headers: { [headers.event]: routingKey.slice(3), [headers.receivedAt]: '2026-11-25T12:00:00.000Z' },
    content: Buffer.from(text),
  };
}

/** Stands in for the way to the broker: confirms everything unless told otherwise. */
export class FakePublisher {
  isReady = true;
  confirmations = 0;
  readonly confirmed: string[] = [];
  inFlight = 0;
  mostInFlight = 0;

  constructor(
    private readonly outcomeOf: (text: string, message: InboundMessage) => DeliveryOutcome = () => 'confirmed',
  ) {}

  async deliver(message: InboundMessage): Promise<DeliveryResult> {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight -= 1;
    const text = String(message.content);
    const outcome = this.outcomeOf(text, message);
    if (outcome === 'confirmed') {
      this.confirmations += 1;
      this.confirmed.push(text);
    }
    return { outcome, message };
  }
}
