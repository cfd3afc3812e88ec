import { Database } from '@bkcrm/database';
import { FolderMediaStore, MediaStore } from '@bkcrm/media';
import { BrokerLink, MessagingModule, Publisher } from '@bkcrm/messaging';
import { Clock, SystemClock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { SenderConfig } from './app.config.js';
import { CommandsConsumer } from './commands/commands.consumer.js';
import { StoreCommands } from './commands/store-commands.js';
import { EvolutionApi } from './evolution-api/evolution-api.js';
import { EvolutionClient } from './evolution-api/evolution-client.js';
import { FetchMessageFile } from './files/fetch-file.js';
import { FilesConsumer } from './files/files.consumer.js';
import { NumberLeases } from './leases/number-leases.js';
import { Maintenance } from './maintenance.js';
import { metricProviders, SenderMetrics } from './metrics/sender-metrics.js';
import { AdoptNumbers } from './numbers/adopt-numbers.js';
import { KeepWebhook } from './numbers/keep-webhook.js';
import { NumberCare } from './numbers/number-care.js';
import { ObserveNumberState } from './numbers/observe-number-state.js';
import { InboundConsumer } from './reconciliation/inbound.consumer.js';
import { LookForUnknown } from './reconciliation/look-for-unknown.js';
import { StoreEchoes } from './reconciliation/store-echoes.js';
import { AbandonSends } from './sending/abandon-sends.js';
import { ClaimCommand } from './sending/claim-command.js';
import { DeliverCommand } from './sending/deliver-command.js';
import { ExpireCommands } from './sending/expire-commands.js';
import { SendingService } from './sending/sending-service.js';
import { SettleCommand } from './sending/settle-command.js';

@Module({})
export class SenderModule {
  static for(config: SenderConfig, database: Database, link: BrokerLink): DynamicModule {
    return {
      module: SenderModule,
      imports: [MessagingModule.forRoot(link)],
      controllers: [CommandsConsumer, FilesConsumer, InboundConsumer],
      providers: [
        { provide: SenderConfig, useValue: config },
        { provide: Database, useValue: database },
        { provide: Clock, useClass: SystemClock },
        { provide: MediaStore, useFactory: () => new FolderMediaStore(config.MEDIA_DIR) },
        {
          provide: OutboxRelay,
          inject: [Database, Publisher],
          useFactory: (db: Database, publisher: Publisher) =>
            new OutboxRelay(db, publisher, { schema: 'sender', logger: new Logger(OutboxRelay.name) }),
        },
        ...metricProviders,
        AbandonSends,
        AdoptNumbers,
        ClaimCommand,
        DeliverCommand,
        EvolutionApi,
        EvolutionClient,
        ExpireCommands,
        FetchMessageFile,
        KeepWebhook,
        LookForUnknown,
        Maintenance,
        NumberCare,
        NumberLeases,
        ObserveNumberState,
        SenderMetrics,
        SendingService,
        SettleCommand,
        StoreCommands,
        StoreEchoes,
      ],
    };
  }
}
