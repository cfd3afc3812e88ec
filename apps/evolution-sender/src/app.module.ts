import { Database } from '@bkcrm/database';
import { DeadLetters } from '@bkcrm/dead-letters';
import { FolderMediaStore, MediaStore } from '@bkcrm/media';
import { BrokerLink, MessagingModule, Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { SecretBox } from '@bkcrm/secrets';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { SenderConfig } from './app.config.js';
import { AcknowledgeSends } from './acknowledgements/acknowledge-sends.js';
import { CheckAcknowledgements } from './acknowledgements/check-acknowledgements.js';
import { BackfillNumber } from './backfill/backfill-number.js';
import { HandOver } from './backfill/hand-over.js';
import { ChatsConsumer } from './chats/chats.consumer.js';
import { MarkRead } from './chats/mark-read.js';
import { ShowPresence } from './chats/show-presence.js';
import { MarkGap } from './backfill/mark-gap.js';
import { OrderBackfill } from './backfill/order-backfill.js';
import { CommandsConsumer } from './commands/commands.consumer.js';
import { AcceptFileOrders } from './files/accept-file-orders.js';
import { FetchOrderedFile } from './files/fetch-ordered-file.js';
import { FileFetches } from './files/file-fetches.js';
import { FilesConsumer } from './files/files.consumer.js';
import { SenderInboundConsumer } from './inbound/sender-inbound.consumer.js';
import { ForgetConversations } from './forgetting/forget-conversations.js';
import { LeaseKeeper } from './leases/lease-keeper.js';
import { LetterRequestsConsumer } from './letters/letter-requests.consumer.js';
import { ManageLetters } from './letters/manage-letters.js';
import { Maintenance } from './maintenance/maintenance.js';
import { metricProviders, SenderMetrics } from './metrics/sender-metrics.js';
import { AdoptNumbers } from './numbers/adopt-number.js';
import { CountTraffic } from './traffic/count-traffic.js';
import { WatchCertificates } from './servers/watch-certificates.js';
import { ReceivedConsumer } from './traffic/received.consumer.js';
import { WatchTraffic } from './traffic/watch-traffic.js';
import { DescribeConnection } from './numbers/describe-connection.js';
import { DropNumbers } from './numbers/drop-numbers.js';
import { ForgetNumber } from './numbers/forget-number.js';
import { GuardWebhook } from './numbers/guard-webhook.js';
import { LinkNumber } from './numbers/link-number.js';
import { NumberWatch } from './numbers/number-watch.js';
import { ObserveNumber } from './numbers/observe-number.js';
import { PerformTask } from './numbers/perform-task.js';
import { ReleaseInstance } from './numbers/release-instance.js';
import { TakeHints } from './numbers/take-hints.js';
import { WantedHook } from './numbers/wanted-hook.js';
import { PaceSends } from './pacing/pace-sends.js';
import { CollectEchoes } from './reconciliation/collect-echoes.js';
import { CollectStatuses } from './reconciliation/collect-statuses.js';
import { ReconcileSends } from './reconciliation/reconcile-sends.js';
import { RecoverSends } from './reconciliation/recover-sends.js';
import { UnconfirmedSends } from './reconciliation/unconfirmed-sends.js';
import { RequestsConsumer } from './requests/requests.consumer.js';
import { AcceptCommands } from './sending/accept-commands.js';
import { ClaimSend } from './sending/claim-send.js';
import { Deliver } from './sending/deliver.js';
import { EndSends } from './sending/end-sends.js';
import { ExpireCommands } from './sending/expire-commands.js';
import { SendWorkers } from './sending/send-workers.js';
import { SettleSend } from './sending/settle-send.js';
import { TellSending } from './sending/tell-sending.js';
import { CheckServers } from './servers/check-servers.js';
import { SignalsConsumer } from './signals/signals.consumer.js';
import { EvolutionServers } from './servers/evolution-servers.js';
import { ListInstances } from './servers/list-instances.js';
import { ManageServers } from './servers/manage-servers.js';
import { ProbeServer } from './servers/probe-server.js';
import { ServerHealth } from './servers/server-health.js';

@Module({})
export class SenderModule {
  static for(config: SenderConfig, database: Database, link: BrokerLink): DynamicModule {
    return {
      module: SenderModule,
      imports: [MessagingModule.forRoot(link)],
      controllers: [
        ChatsConsumer,
        CommandsConsumer,
        FilesConsumer,
        SignalsConsumer,
        RequestsConsumer,
        ReceivedConsumer,
        SenderInboundConsumer,
        LetterRequestsConsumer,
      ],
      providers: [
        { provide: SenderConfig, useValue: config },
        { provide: Database, useValue: database },
        { provide: Clock, useValue: database.clock },
        { provide: MediaStore, useFactory: () => new FolderMediaStore(config.MEDIA_DIR) },
        { provide: SecretBox, useFactory: () => new SecretBox(config.SECRETS_KEY) },
        {
          provide: OutboxRelay,
          inject: [Database, Publisher],
          useFactory: (db: Database, publisher: Publisher) =>
            new OutboxRelay(db, publisher, { schema: 'sender', logger: new Logger(OutboxRelay.name) }),
        },
        {
          provide: DeadLetters,
          inject: [Database, Publisher],
          useFactory: (db: Database, publisher: Publisher) => new DeadLetters(db, publisher, 'sender'),
        },
        ...metricProviders,
        AcceptCommands,
        AcknowledgeSends,
        AcceptFileOrders,
        AdoptNumbers,
        BackfillNumber,
        CheckAcknowledgements,
        CheckServers,
        ClaimSend,
        CollectEchoes,
        CollectStatuses,
        CountTraffic,
        Deliver,
        DescribeConnection,
        DropNumbers,
        EndSends,
        EvolutionServers,
        ExpireCommands,
        FetchOrderedFile,
        FileFetches,
        ForgetConversations,
        ForgetNumber,
        GuardWebhook,
        HandOver,
        LeaseKeeper,
        LinkNumber,
        ListInstances,
        Maintenance,
        ManageLetters,
        ManageServers,
        MarkRead,
        MarkGap,
        NumberWatch,
        ObserveNumber,
        OrderBackfill,
        PaceSends,
        PerformTask,
        ProbeServer,
        ReconcileSends,
        RecoverSends,
        ReleaseInstance,
        SenderMetrics,
        SendWorkers,
        ServerHealth,
        SettleSend,
        ShowPresence,
        TakeHints,
        TellSending,
        UnconfirmedSends,
        WatchCertificates,
        WatchTraffic,
        WantedHook,
      ],
    };
  }
}
