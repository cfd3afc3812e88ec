import type { MessageKind } from '@bkcrm/contracts';
import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { Counter } from 'prom-client';
import type { MessageOutcome } from './domain/outcomes-reached.js';

export interface CountedMessage {
  kind: MessageKind;
  status: MessageOutcome;
}

export const messageMetrics = [
  makeCounterProvider({
    name: 'messages_total',
    help: 'Messages by kind and by what became of them; each is counted once per outcome, when it is durable.',
    labelNames: ['type', 'status'],
  }),
  makeCounterProvider({
    name: 'bkcrm_backfill_recovered_total',
    help: 'Messages that no webhook told of and the back-fill found.',
  }),
];

@Injectable()
export class MessageCounter {
  constructor(
    @InjectMetric('messages_total') private readonly messages: Counter<'type' | 'status'>,
    @InjectMetric('bkcrm_backfill_recovered_total') private readonly recovered: Counter,
  ) {}

  add(counted: CountedMessage[]): void {
    for (const { kind, status } of counted) this.messages.inc({ type: kind, status });
  }

  addRecovered(count: number): void {
    this.recovered.inc(count);
  }
}
