import { GatewayTotals } from '@bkcrm/gateway-totals';
import { FolderMediaStore, MediaStore } from '@bkcrm/media';
import { MessagingModule } from '@bkcrm/messaging';
import type { BrokerLink } from '@bkcrm/messaging';
import { Clock, SystemClock } from '@bkcrm/observability';
import { NumberSecrets } from '@bkcrm/webhook-auth';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { IngestConfig, journalFolder } from './app.config.js';
import { RefusedCalls } from './authentication/refused-calls.js';
import { BodyBudget } from './http/body-budget.js';
import { Journal } from './journal/journal.js';
import { IngestMetrics, ingestMetricProviders } from './metrics/ingest-metrics.js';
import { Replayer } from './spool/replayer.js';
import { ReplaySegment } from './spool/replay-segment.js';
import { Spool } from './spool/spool.js';
import { NumberStates } from './status/domain/number-states.js';
import { StatusConsumer } from './status/status.consumer.js';
import { StatusController } from './status/status.controller.js';
import { AcceptWebhook } from './webhooks/accept-webhook.js';
import { InboundPublisher } from './webhooks/inbound-publisher.js';
import { ReceiveWebhook } from './webhooks/receive-webhook.js';
import { TellReceived } from './webhooks/tell-received.js';
import { TestController } from './webhooks/test.controller.js';

const megabyte = 1024 * 1024;

@Module({})
export class IngestModule {
  static for(config: IngestConfig, link: BrokerLink): DynamicModule {
    return {
      module: IngestModule,
      imports: [MessagingModule.forRoot(link)],
      controllers: [StatusController, StatusConsumer, TestController],
      providers: [
        ...ingestMetricProviders,
        { provide: IngestConfig, useValue: config },
        { provide: Clock, useClass: SystemClock },
        { provide: MediaStore, useValue: new FolderMediaStore(config.MEDIA_DIR) },
        {
          provide: Spool,
          useValue: new Spool({ folder: config.SPOOL_DIR, maxBytes: config.SPOOL_MAX_MB * megabyte }),
        },
        {
          provide: Journal,
          inject: [Clock, IngestMetrics],
          useFactory: (clock: Clock, metrics: IngestMetrics) =>
            new Journal(
              {
                folder: journalFolder(config),
                keptHours: config.JOURNAL_HOURS,
                maxBytes: config.JOURNAL_MAX_MB * megabyte,
              },
              clock,
              metrics,
            ),
        },
        { provide: NumberSecrets, useValue: new NumberSecrets(config.WEBHOOK_SECRETS) },
        { provide: BodyBudget, useValue: new BodyBudget(config.INGEST_BODIES_MB * megabyte) },
        { provide: NumberStates, useValue: new NumberStates() },
        { provide: GatewayTotals, useValue: new GatewayTotals() },
        AcceptWebhook,
        InboundPublisher,
        IngestMetrics,
        ReceiveWebhook,
        RefusedCalls,
        ReplaySegment,
        Replayer,
        TellReceived,
      ],
    };
  }
}
