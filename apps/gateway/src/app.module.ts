import { createSecretKey } from 'node:crypto';
import { Database } from '@bkcrm/database';
import { GatewayTotals } from '@bkcrm/gateway-totals';
import { FolderMediaStore, MediaStore } from '@bkcrm/media';
import { BrokerLink, MessagingModule } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { SecretBox } from '@bkcrm/secrets';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { AgentsController } from './agents/agents.controller.js';
import { ChangeAgent } from './agents/change-agent.js';
import { CreateAgent } from './agents/create-agent.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { ApiTokens } from './api-tokens/api-tokens.js';
import { KnownApiTokens } from './api-tokens/known-api-tokens.js';
import { GatewayConfig } from './app.config.js';
import { ReceiveUpload } from './attachments/receive-upload.js';
import { UploadsController } from './attachments/uploads.controller.js';
import { AttachmentsController } from './attachments/attachments.controller.js';
import { ThumbnailThread } from './attachments/thumbnails/thumbnail-thread.js';
import { Thumbnails } from './attachments/thumbnails/thumbnails.js';
import { AuditController } from './audit/audit.controller.js';
import { IntegrationAudit } from './audit/integration-audit.interceptor.js';
import { AccessGuard } from './auth/access.guard.js';
import { AuthController } from './auth/auth.controller.js';
import { Authentication } from './auth/authentication.js';
import { FirstAdministrator } from './auth/first-administrator.js';
import { KnownAgents } from './auth/known-agents.js';
import { LoginThrottle } from './auth/login-throttle.js';
import { Login } from './auth/login.js';
import { PasswordChanges } from './auth/password-changes.js';
import { Passwords } from './auth/passwords.js';
import { Tokens } from './auth/tokens.js';
import { ConsoleFolder } from './console/console-folder.js';
import { BackupsController } from './backups/backups.controller.js';
import { ContactsController } from './contacts/contacts.controller.js';
import { ConsoleController } from './console/console.controller.js';
import { DepartmentsController } from './departments/departments.controller.js';
import { EventsController } from './events/events.controller.js';
import { HealthController } from './health/health.controller.js';
import { ProblemDetailsFilter } from './http/problem-details.filter.js';
import { createValidation } from './http/validation.js';
import { HandshakeLimit } from './limits/handshake-limit.js';
import { legacyProviders } from './legacy/legacy.providers.js';
import { Limiter } from './limits/limiter.js';
import { MemoryRateLimits } from './limits/memory-rate-limits.js';
import { RateLimits } from './limits/rate-limits.js';
import { RedisRateLimits } from './limits/redis-rate-limits.js';
import { Maintenance } from './maintenance/maintenance.js';
import { Purge } from './maintenance/purge.js';
import { MeController } from './me/me.controller.js';
import { ConversationChanges } from './message-cache/conversation-changes.js';
import { MessageCache } from './message-cache/message-cache.js';
import { PageStore } from './message-cache/page-store.js';
import { MessagesController } from './messages/messages.controller.js';
import { NoticeChannels } from './notices/notice-channels.js';
import { NoticeFeed } from './notices/notice-feed.js';
import { NoticesController } from './notices/notices.controller.js';
import { Notices } from './notices/notices.js';
import { TellNotices } from './notices/tell-notices.js';
import { WatchProblems } from './notices/watch-problems.js';
import { NumberConnectionsController } from './numbers/number-connections.controller.js';
import { NumbersController } from './numbers/numbers.controller.js';
import { AgentPresence } from './presence/agent-presence.js';
import { ConnectedAgents } from './presence/domain/connected-agents.js';
import { PresenceController } from './presence/presence.controller.js';
import { EventPositionInterceptor } from './position/event-position.interceptor.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LettersController } from './letters/letters.controller.js';
import { Letters } from './letters/letters.js';
import { EventFeed } from './realtime/event-feed.js';
import { LiveClients } from './realtime/live-clients.js';
import { LiveConsumer } from './realtime/live.consumer.js';
import { LiveGateway } from './realtime/live.gateway.js';
import { OwnStats } from './realtime/own-stats.js';
import { Resume } from './realtime/resume.js';
import { Signals } from './realtime/signals.js';
import { SocketCommands } from './realtime/commands/socket-commands.js';
import { Viewers } from './realtime/viewers.js';
import { SearchController } from './search/search.controller.js';
import { Search } from './search/search.js';
import { SenderRequests } from './requests/sender-requests.js';
import { Redis } from './redis/redis.js';
import { TicketRequests } from './requests/ticket-requests.js';
import { ServersController } from './servers/servers.controller.js';
import { Confirmations } from './sessions/confirmations.js';
import { KnownSessions } from './sessions/known-sessions.js';
import { SessionEnds } from './sessions/session-ends.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { Sessions } from './sessions/sessions.js';
import { HeardServices } from './system/domain/heard-services.js';
import { Listening } from './system/listening.js';
import { ReadSystem } from './system/read-system.js';
import { ServiceReports } from './system/service-reports.js';
import { SystemController } from './system/system.controller.js';
import { SystemWatchers } from './system/system-watchers.js';
import { TwoFactorController } from './two-factor/two-factor.controller.js';
import { TwoFactor } from './two-factor/two-factor.js';
import { KnownTickets } from './tickets/known-tickets.js';
import { TicketsController } from './tickets/tickets.controller.js';

@Module({})
export class GatewayModule {
  static for(config: GatewayConfig, database: Database, link: BrokerLink): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        MessagingModule.forRoot(link),
        // As a key: of a text, each verification would first find out that it is no certificate, which takes fifty times as long.
        JwtModule.register({ secret: createSecretKey(config.TOKEN_KEY, 'utf8'), signOptions: { algorithm: 'HS256' } }),
      ],
      controllers: [
        LiveConsumer,
        AuthController,
        SessionsController,
        TwoFactorController,
        ApiTokensController,
        AuditController,
        BackupsController,
        ContactsController,
        MeController,
        PresenceController,
        TicketsController,
        MessagesController,
        NumbersController,
        NumberConnectionsController,
        SearchController,
        ServersController,
        LedgerController,
        LettersController,
        NoticesController,
        SystemController,
        DepartmentsController,
        AgentsController,
        EventsController,
        AttachmentsController,
        UploadsController,
        HealthController,
        ConsoleController,
      ],
      providers: [
        { provide: GatewayConfig, useValue: config },
        { provide: Database, useValue: database },
        { provide: SecretBox, useFactory: () => new SecretBox(config.SECRETS_KEY) },
        { provide: Clock, useValue: database.clock },
        {
          provide: RateLimits,
          inject: [Clock, Redis],
          useFactory: (clock: Clock, redis: Redis): RateLimits => {
            const alone = new MemoryRateLimits(clock);
            return redis.client === undefined ? alone : new RedisRateLimits(redis, alone);
          },
        },
        {
          provide: Purge,
          inject: [Database, Clock],
          useFactory: (database: Database, clock: Clock) => new Purge(database, clock, config),
        },
        { provide: MediaStore, useFactory: () => new FolderMediaStore(config.MEDIA_DIR) },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: EventPositionInterceptor },
        { provide: APP_INTERCEPTOR, useExisting: IntegrationAudit },
        { provide: APP_PIPE, useFactory: createValidation },
        { provide: APP_FILTER, useClass: ProblemDetailsFilter },
        {
          provide: ThumbnailThread,
          useFactory: () =>
            new ThumbnailThread(new URL('./attachments/thumbnails/thumbnail.worker.js', import.meta.url)),
        },
        {
          provide: ConnectedAgents,
          useFactory: () => new ConnectedAgents(config.PRESENCE_GRACE_SECONDS * 1_000),
        },
        AgentPresence,
        ApiTokens,
        Authentication,
        ConversationChanges,
        GatewayTotals,
        ConsoleFolder,
        ChangeAgent,
        CreateAgent,
        EventFeed,
        FirstAdministrator,
        IntegrationAudit,
        KnownAgents,
        KnownApiTokens,
        Confirmations,
        KnownSessions,
        KnownTickets,
        Letters,
        HeardServices,
        Limiter,
        Listening,
        HandshakeLimit,
        LiveClients,
        LiveGateway,
        Login,
        LoginThrottle,
        Maintenance,
        MessageCache,
        NoticeChannels,
        NoticeFeed,
        Notices,
        OwnStats,
        PasswordChanges,
        PageStore,
        Passwords,
        ReadSystem,
        ReceiveUpload,
        Redis,
        Resume,
        Search,
        SenderRequests,
        ServiceReports,
        SessionEnds,
        Sessions,
        Signals,
        SocketCommands,
        SystemWatchers,
        TellNotices,
        Thumbnails,
        TicketRequests,
        Tokens,
        TwoFactor,
        Viewers,
        WatchProblems,
        ...(config.LEGACY_SOCKET ? legacyProviders : []),
      ],
    };
  }
}
