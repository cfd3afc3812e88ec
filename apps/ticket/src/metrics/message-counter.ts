import type { MessageKind, MessageStatus } from '@bkcrm/contracts';
import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { Counter } from 'prom-client';

/** What became of a message: a status it reached, or that it came again. */
export type MessageOutcome = { kind: MessageKind; status: MessageStatus | 'duplicate' };

export const messagesTotal = makeCounterProvider({
  name: 'messages_total',
  help: 'Messages by kind and by what became of them; each is counted once per outcome, when it is durable.',
  labelNames: ['type', 'status'],
});

@Injectable()
export class MessageCounter {
  constructor(@InjectMetric('messages_total') private readonly counter: Counter<'type' | 'status'>) {}

  add(outcomes: MessageOutcome[]): void {
    for (const { kind, status } of outcomes) this.counter.inc({ type: kind, status });
  }
}
