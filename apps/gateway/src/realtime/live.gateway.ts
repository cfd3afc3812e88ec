import type { MessageResource, SystemResource } from '@bkcrm/contracts';
import { WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { GatewayConfig } from '../app.config.js';
import { Authentication } from '../auth/authentication.js';
import { Requires } from '../auth/requires.js';
import { addressOf } from '../http/address.js';
import { toProblem } from '../http/to-problem.js';
import { saysLegacy } from '../legacy/domain/says-legacy.js';
import { HandshakeLimit } from '../limits/handshake-limit.js';
import { Limiter } from '../limits/limiter.js';
import { AgentPresence } from '../presence/agent-presence.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { SystemWatchers } from '../system/system-watchers.js';
import {
  AuthenticateCommand,
  EditMessageCommand,
  MarkReadCommand,
  MessageCommand,
  PresenceCommand,
  ReactCommand,
  ResumeCommand,
  SendMessageCommand,
  TicketCommand,
  TypingCommand,
  WatchSystemCommand,
} from './command.dto.js';
import { Command } from './commands/command.decorator.js';
import { SocketCommands } from './commands/socket-commands.js';
import type { Resumption } from './domain/session.js';
import { LiveClient } from './live-client.js';
import type { AgentSocket } from './live-client.js';
import { LiveClients } from './live-clients.js';
import { OwnStats } from './own-stats.js';
import { Resume } from './resume.js';
import { Viewers } from './viewers.js';

/** The live side of the public contract; `docs/asyncapi.json` describes it. */
@WebSocketGateway()
export class LiveGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly authentication: Authentication,
    private readonly clients: LiveClients,
    private readonly requests: TicketRequests,
    private readonly resume: Resume,
    private readonly viewers: Viewers,
    private readonly stats: OwnStats,
    private readonly presence: AgentPresence,
    private readonly config: GatewayConfig,
    private readonly limiter: Limiter,
    private readonly handshakes: HandshakeLimit,
    private readonly system: SystemWatchers,
    private readonly commands: SocketCommands,
  ) {}

  afterInit(server: Server): void {
    this.commands.serve(this);
    server.use((socket, next) => void this.admit(socket, next));
  }

  async handleConnection(socket: AgentSocket): Promise<void> {
    const { agent, sessionId, expiresAt } = socket.data;
    socket.data.client = new LiveClient(socket, { agent, sessionId, expiresAt }, this.clients.now);
    this.clients.add(socket.data.client);
    this.commands.listenTo(socket);
    this.stats.changed();
    socket.data.client.isLegacy = this.config.LEGACY_SOCKET && saysLegacy(socket);
    socket.data.client.isActive = socket.handshake.auth['active'] !== false;
    socket.once('disconnect', (reason) => this.presence.disconnect(socket.data.client, reason));
    await this.presence.connect(socket.data.client);
  }

  handleDisconnect({ data: { client } }: AgentSocket): void {
    this.clients.remove(client);
    this.viewers.closeAll(client);
    this.stats.changed();
  }

  /** Goes on with a fresh access token of the same agent, without a break. */
  @Requires('account.read')
  @Command('authenticate')
  async onAuthenticate(
    { data: { client } }: AgentSocket,
    { token }: AuthenticateCommand,
  ): Promise<{ expiresAt: string }> {
    client.renew(await this.authentication.authenticate(token));
    return { expiresAt: client.expiresAt.toISOString() };
  }

  @Requires('tickets.read')
  @Command('resume')
  onResume({ data: { client } }: AgentSocket, { epoch, seq }: ResumeCommand): Promise<Resumption> {
    return this.resume.execute(client, epoch, seq);
  }

  @Requires('tickets.read')
  @Command('ticket:open')
  async onTicketOpen({ data: { client } }: AgentSocket, { ticketId }: TicketCommand): Promise<void> {
    await this.viewers.open(client, ticketId);
  }

  @Requires('tickets.read')
  @Command('ticket:close')
  onTicketClose({ data: { client } }: AgentSocket, { ticketId }: TicketCommand): void {
    this.viewers.close(client, ticketId);
  }

  @Requires('messages.send')
  @Command('message:send')
  onMessageSend({ data: { client } }: AgentSocket, command: SendMessageCommand): Promise<MessageResource> {
    return this.requests.sendMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @Command('message:react')
  onMessageReact({ data: { client } }: AgentSocket, command: ReactCommand): Promise<MessageResource> {
    return this.requests.reactToMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @Command('message:edit')
  onMessageEdit({ data: { client } }: AgentSocket, command: EditMessageCommand): Promise<MessageResource> {
    return this.requests.editMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @Command('message:delete')
  onMessageDelete({ data: { client } }: AgentSocket, command: MessageCommand): Promise<MessageResource> {
    return this.requests.deleteMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @Command('message:cancel')
  onMessageCancel({ data: { client } }: AgentSocket, command: MessageCommand): Promise<MessageResource> {
    return this.requests.cancelMessage(client.agentId, command);
  }

  @Requires('tickets.update')
  @Command('ticket:read')
  onTicketRead(
    { data: { client } }: AgentSocket,
    { ticketId, readUpTo }: MarkReadCommand,
  ): Promise<{ ticketId: string; agentId: string; readUpTo: string }> {
    return this.requests.markRead(client.agentId, { ticketId, readUpTo });
  }

  @Requires('tickets.read')
  @Command('typing')
  async onTyping({ data: { client } }: AgentSocket, { ticketId, typing, recording }: TypingCommand): Promise<void> {
    await this.viewers.typing(client, ticketId, typing ? (recording === true ? 'recording' : 'composing') : 'paused');
  }

  @Requires('account.manage')
  @Command('presence')
  onPresence({ data: { client } }: AgentSocket, { active }: PresenceCommand): void {
    this.presence.setActive(client, active);
  }

  /** Shows the client how the system does, as it changes, until it says that it looks no more. */
  @Requires('system.read')
  @Command('system:watch')
  onSystemWatch({ data: { client } }: AgentSocket, { watching }: WatchSystemCommand): Promise<SystemResource> {
    return this.system.watch(client, watching);
  }

  private async admit(socket: Socket, next: (refusal?: Error) => void): Promise<void> {
    let refusal: Error | undefined;
    try {
      const address = addressOf(socket.handshake, this.config.TRUSTED_PROXIES);
      await this.limiter.take(['handshake', address]);
      this.handshakes.take();
      const access = await this.authentication.authenticate(socket.handshake.auth['token']);
      Object.assign(socket.data, access, { address });
    } catch (error) {
      const { code, message, extra } = toProblem(error);
      const { retryAfterMs } = extra;
      const data = { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
      refusal = Object.assign(new Error(message), { data });
    }
    next(refusal);
  }
}
