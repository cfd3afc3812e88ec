import type { BrokerSignal, EventBatch } from '@bkcrm/contracts';
import { exchanges } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { failpoint } from '@bkcrm/observability';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { SessionEnds } from '../sessions/session-ends.js';
import { EventFeed } from './event-feed.js';
import { Signals } from './signals.js';
import { Viewers } from './viewers.js';
import type { ViewingData } from './viewers.js';

/** What every replica of the gateway hears: numbered events, and signals. */
@Controller()
export class LiveConsumer {
  constructor(
    private readonly feed: EventFeed,
    private readonly signals: Signals,
    private readonly viewers: Viewers,
    private readonly sessionEnds: SessionEnds,
  ) {}

  @Consume({
    queue: {
      name: 'gateway.events',
      kind: 'replica',
      bindings: [{ exchange: exchanges.events, key: '' }],
      maxLength: 50_000,
    },
  })
  async onEvents(@Payload() delivery: Delivery<EventBatch>): Promise<void> {
    await failpoint('g1');
    this.feed.accept(delivery.body);
  }

  @Consume({
    queue: {
      name: 'gateway.signals',
      kind: 'replica',
      bindings: [{ exchange: exchanges.signals, key: '' }],
      maxLength: 10_000,
    },
  })
  async onSignal(@Payload() delivery: Delivery<BrokerSignal>): Promise<void> {
    const signal = delivery.body;
    this.signals.accept(signal);
    if (signal.type === 'session.ended') this.sessionEnds.accept((signal.data as { sessionIds: string[] }).sessionIds);
    if (signal.type === 'agent.viewing') this.viewers.onSignal(signal.data as ViewingData);
  }
}
