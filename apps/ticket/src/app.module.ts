import { Database } from '@bkcrm/database';
import { DeadLetters } from '@bkcrm/dead-letters';
import { FolderMediaStore, MediaStore } from '@bkcrm/media';
import { BrokerLink, MessagingModule, Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CreateAgent } from './agents/create-agent.js';
import { CreateDepartment } from './agents/create-department.js';
import { CreateIntegration } from './agents/create-integration.js';
import { UpdateAgent } from './agents/update-agent.js';
import { TicketConfig } from './app.config.js';
import { BackupMetrics, backupMetricProviders } from './backups/backup-metrics.js';
import { BackupReader } from './backups/making/backup-reader.js';
import { BackupRequests } from './backups/backup-requests.js';
import { BackupStore } from './backups/backup-store.js';
import { BackupWorker, PREPARE_SCHEMAS } from './backups/backup-worker.js';
import { BackupSchedule } from './backups/domain/schedule.js';
import { migrateServices } from './backups/restoring/migrate-services.js';
import { CarryOutErasures } from './erasing/carry-out-erasures.js';
import { ErasureRequests } from './erasing/erasure-requests.js';
import { ErasureWorker } from './erasing/erasure-worker.js';
import { ErasuresConsumer } from './erasing/erasures.consumer.js';
import { OrderRetention } from './erasing/order-retention.js';
import { RemoveUnwantedFiles } from './erasing/remove-unwanted-files.js';
import { eventLogHead, LiveFeed } from './event-log/live-feed.js';
import { FilesConsumer } from './files/files.consumer.js';
import { FetchMessageFile } from './files/fetch-message-file.js';
import { PurgeUploads } from './files/purge-uploads.js';
import { RegisterUpload } from './files/register-upload.js';
import { StoreFetchedFile } from './files/store-fetched-file.js';
import { ReleaseEchoes } from './inbound/echoes/release-echoes.js';
import { StoreInlineFiles } from './inbound/files/store-inline-files.js';
import { InboundConsumer } from './inbound/inbound.consumer.js';
import { LoadDelivery } from './inbound/load-delivery.js';
import { StoreInbound } from './inbound/store/store-inbound.js';
import { LetterRequestsConsumer } from './letters/letter-requests.consumer.js';
import { ManageLetters } from './letters/manage-letters.js';
import { ledgerDifference, WatchLedger } from './ledger/watch-ledger.js';
import { TicketFacts } from './status/ticket-facts.js';
import { Maintenance } from './maintenance/maintenance.js';
import { MessageCounter, messageMetrics } from './metrics/message-counter.js';
import { NumberStatesConsumer } from './numbers/number-states.consumer.js';
import { ChangeNumber } from './numbers/change-number.js';
import { RegisterNumber } from './numbers/register-number.js';
import { RemoveNumber } from './numbers/remove-number.js';
import { UpdateNumberHealth } from './numbers/update-number-health.js';
import { UpdateNumberState } from './numbers/update-number-state.js';
import { PresenceSignals } from './presence/presence-signals.js';
import { QuarantineBox } from './quarantine/quarantine-box.js';
import { QuarantineReplay } from './quarantine/quarantine-replay.js';
import { BackupRequestsConsumer } from './requests/backup-requests.consumer.js';
import { ErasureRequestsConsumer } from './requests/erasure-requests.consumer.js';
import { MessageRequestsConsumer } from './requests/message-requests.consumer.js';
import { RequestsConsumer } from './requests/requests.consumer.js';
import { ActOnMessage } from './sending/acts/act-on-message.js';
import { ApplyActResults } from './sending/acts/apply-act-results.js';
import { ApplySendResults } from './sending/apply-send-results.js';
import { EndMessage } from './sending/end-message.js';
import { SendDueMessages } from './sending/send-due-messages.js';
import { SendAgentMessage } from './sending/send-message.js';
import { SendResultsConsumer } from './sending/send-results.consumer.js';
import { MarkTicketRead } from './tickets/mark-ticket-read.js';
import { UpdateTicket } from './tickets/update-ticket.js';

@Module({})
export class TicketModule {
  static for(config: TicketConfig, database: Database, link: BrokerLink): DynamicModule {
    return {
      module: TicketModule,
      imports: [MessagingModule.forRoot(link)],
      controllers: [
        FilesConsumer,
        InboundConsumer,
        SendResultsConsumer,
        NumberStatesConsumer,
        RequestsConsumer,
        MessageRequestsConsumer,
        BackupRequestsConsumer,
        LetterRequestsConsumer,
        ErasureRequestsConsumer,
        ErasuresConsumer,
      ],
      providers: [
        { provide: TicketConfig, useValue: config },
        { provide: Database, useValue: database },
        { provide: Clock, useValue: database.clock },
        { provide: MediaStore, useFactory: () => new FolderMediaStore(config.MEDIA_DIR) },
        {
          provide: OutboxRelay,
          inject: [Database, Publisher],
          useFactory: (db: Database, publisher: Publisher) =>
            new OutboxRelay(db, publisher, { schema: 'ticket', logger: new Logger(OutboxRelay.name) }),
        },
        ...messageMetrics,
        eventLogHead,
        {
          provide: BackupSchedule,
          useFactory: () => new BackupSchedule(config.BACKUP_SCHEDULE, config.BACKUP_TIME_ZONE),
        },
        { provide: BackupReader, useFactory: () => new BackupReader(config.DATABASE_URL) },
        { provide: PREPARE_SCHEMAS, useValue: migrateServices },
        ...backupMetricProviders,
        BackupMetrics,
        BackupRequests,
        BackupStore,
        BackupWorker,
        {
          provide: DeadLetters,
          inject: [Database, Publisher],
          useFactory: (db: Database, publisher: Publisher) => new DeadLetters(db, publisher, 'ticket'),
        },
        ActOnMessage,
        ApplyActResults,
        ApplySendResults,
        CarryOutErasures,
        CreateAgent,
        CreateDepartment,
        EndMessage,
        ErasureRequests,
        ErasureWorker,
        CreateIntegration,
        ledgerDifference,
        LiveFeed,
        LoadDelivery,
        Maintenance,
        ManageLetters,
        MarkTicketRead,
        MessageCounter,
        OrderRetention,
        PresenceSignals,
        PurgeUploads,
        QuarantineBox,
        QuarantineReplay,
        ChangeNumber,
        RegisterNumber,
        RemoveNumber,
        ReleaseEchoes,
        RegisterUpload,
        RemoveUnwantedFiles,
        SendAgentMessage,
        FetchMessageFile,
        SendDueMessages,
        StoreFetchedFile,
        StoreInbound,
        StoreInlineFiles,
        UpdateAgent,
        TicketFacts,
        UpdateNumberHealth,
        UpdateNumberState,
        UpdateTicket,
        WatchLedger,
      ],
    };
  }
}
