import { Database } from '@bkcrm/database';
import { FolderMediaStore, MediaStore } from '@bkcrm/media';
import { BrokerLink, MessagingModule, Publisher } from '@bkcrm/messaging';
import { Clock, SystemClock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { SenderConfig } from './app.config.js';
import { BackfillNumber } from './backfill/backfill-number.js';
import { CommandsConsumer } from './commands/commands.consumer.js';
import { EvolutionApi } from './evolution-api/evolution-api.js';
import { EvolutionTransport } from './evolution-api/evolution-transport.js';
import { readTrust } from './evolution-api/read-trust.js';
import { AcceptFileOrders } from './files/accept-file-orders.js';
import { FetchOrderedFile } from './files/fetch-ordered-file.js';
import { FileFetches } from './files/file-fetches.js';
import { FilesConsumer } from './files/files.consumer.js';
import { SenderInboundConsumer } from './inbound/sender-inbound.consumer.js';
import { LeaseKeeper } from './leases/lease-keeper.js';
import { Maintenance } from './maintenance/maintenance.js';
import { metricProviders, SenderMetrics } from './metrics/sender-metrics.js';
import { AdoptNumbers } from './numbers/adopt-number.js';
import { GuardWebhook } from './numbers/guard-webhook.js';
import { NumberWatch } from './numbers/number-watch.js';
import { ObserveNumber } from './numbers/observe-number.js';
import { TakeHints } from './numbers/take-hints.js';
import { CollectEchoes } from './reconciliation/collect-echoes.js';
import { ReconcileSends } from './reconciliation/reconcile-sends.js';
import { RecoverSends } from './reconciliation/recover-sends.js';
import { AcceptCommands } from './sending/accept-commands.js';
import { ClaimSend } from './sending/claim-send.js';
import { Deliver } from './sending/deliver.js';
import { ExpireCommands } from './sending/expire-commands.js';
import { SendWorkers } from './sending/send-workers.js';
import { SettleSend } from './sending/settle-send.js';

@Module({})
export class SenderModule {
  static for(config: SenderConfig, database: Database, link: BrokerLink): DynamicModule {
    return {
      module: SenderModule,
      imports: [MessagingModule.forRoot(link)],
      controllers: [CommandsConsumer, FilesConsumer, SenderInboundConsumer],
      providers: [
        { provide: SenderConfig, useValue: config },
        { provide: Database, useValue: database },
        { provide: Clock, useClass: SystemClock },
        { provide: MediaStore, useFactory: () => new FolderMediaStore(config.MEDIA_DIR) },
        {
          provide: EvolutionTransport,
          inject: [SenderMetrics],
          useFactory: (metrics: SenderMetrics) =>
            new EvolutionTransport({
              url: config.EVOLUTION_URL,
              apiKey: config.EVOLUTION_API_KEY,
              trust: readTrust(config),
              timeout: config.EVOLUTION_TIMEOUT_SECONDS * 1000,
              observe: (route, outcome) => metrics.countRequest(route, outcome),
            }),
        },
        {
          provide: EvolutionApi,
          inject: [EvolutionTransport],
          useFactory: (transport: EvolutionTransport) => new EvolutionApi(transport),
        },
        {
          provide: OutboxRelay,
          inject: [Database, Publisher],
          useFactory: (db: Database, publisher: Publisher) =>
            new OutboxRelay(db, publisher, { schema: 'sender', logger: new Logger(OutboxRelay.name) }),
        },
        ...metricProviders,
        AcceptCommands,
        AcceptFileOrders,
        AdoptNumbers,
        BackfillNumber,
        ClaimSend,
        CollectEchoes,
        Deliver,
        ExpireCommands,
        FetchOrderedFile,
        FileFetches,
        GuardWebhook,
        LeaseKeeper,
        Maintenance,
        NumberWatch,
        ObserveNumber,
        ReconcileSends,
        RecoverSends,
        SenderMetrics,
        SendWorkers,
        SettleSend,
        TakeHints,
      ],
    };
  }
}
