import type { BrokerSignal, EventBatch } from '@bkcrm/contracts';
import { exchanges } from '@bkcrm/contracts';
import { GatewayTotals, readGatewayStats } from '@bkcrm/gateway-totals';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { failpoint } from '@bkcrm/observability';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { NoticeFeed } from '../notices/notice-feed.js';
import type { SawNotices } from '../notices/notice-feed.js';
import { AgentPresence } from '../presence/agent-presence.js';
import type { ChosenAwayData } from '../presence/agent-presence.js';
import { SessionEnds } from '../sessions/session-ends.js';
import { ServiceReports } from '../system/service-reports.js';
import { EventFeed } from './event-feed.js';
import { OwnStats } from './own-stats.js';
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
    private readonly presence: AgentPresence,
    private readonly totals: GatewayTotals,
    private readonly stats: OwnStats,
    private readonly notices: NoticeFeed,
    private readonly reports: ServiceReports,
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
    const reporter = readGatewayStats(signal)?.replicaId;
    // One that has just started learns at once who is connected here.
    if (reporter !== undefined && !this.totals.has(reporter)) this.stats.changed();
    this.signals.accept(signal);
    this.reports.accept(signal);
    if (signal.type === 'session.ended') this.sessionEnds.accept((signal.data as { sessionIds: string[] }).sessionIds);
    if (signal.type === 'agent.chosen-away') this.presence.onChosenAway(signal.data as ChosenAwayData);
    if (signal.type === 'notices.written') void this.notices.tell();
    if (signal.type === 'agent.saw-notices') this.notices.onSaw(signal.data as SawNotices);
    if (signal.type === 'agent.viewing') this.viewers.onSignal(signal.data as ViewingData);
  }
}
