import type { MessageResource, SystemResource } from '@bkcrm/contracts';
import { UseInterceptors, UsePipes } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { GatewayConfig } from '../app.config.js';
import { Authentication } from '../auth/authentication.js';
import { Requires } from '../auth/requires.js';
import { addressOf } from '../http/address.js';
import { toProblem } from '../http/to-problem.js';
import { createValidation } from '../http/validation.js';
import { saysLegacy } from '../legacy/domain/says-legacy.js';
import { HandshakeLimit } from '../limits/handshake-limit.js';
import { Limiter } from '../limits/limiter.js';
import { AgentPresence } from '../presence/agent-presence.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { SystemWatchers } from '../system/system-watchers.js';
import { TraceCommandInterceptor } from '../tracing/trace-command.interceptor.js';
import { AcknowledgeInterceptor } from './acknowledge.interceptor.js';
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
import type { Resumption } from './domain/session.js';
import { LiveClient } from './live-client.js';
import type { AgentSocket } from './live-client.js';
import { LiveClients } from './live-clients.js';
import { OwnStats } from './own-stats.js';
import { Resume } from './resume.js';
import { Viewers } from './viewers.js';

/** The live side of the public contract; `docs/asyncapi.json` describes it. */
@WebSocketGateway()
@UseInterceptors(TraceCommandInterceptor, AcknowledgeInterceptor)
@UsePipes(createValidation())
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
  ) {}

  afterInit(server: Server): void {
    server.use((socket, next) => void this.admit(socket, next));
  }

  async handleConnection(socket: AgentSocket): Promise<void> {
    const { agent, sessionId, expiresAt } = socket.data;
    socket.data.client = new LiveClient(socket, { agent, sessionId, expiresAt }, this.clients.now);
    this.clients.add(socket.data.client);
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
  @SubscribeMessage('authenticate')
  async onAuthenticate(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { token }: AuthenticateCommand,
  ): Promise<{ expiresAt: string }> {
    client.renew(await this.authentication.authenticate(token));
    return { expiresAt: client.expiresAt.toISOString() };
  }

  @Requires('tickets.read')
  @SubscribeMessage('resume')
  onResume(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { epoch, seq }: ResumeCommand,
  ): Promise<Resumption> {
    return this.resume.execute(client, epoch, seq);
  }

  @Requires('tickets.read')
  @SubscribeMessage('ticket:open')
  async onTicketOpen(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId }: TicketCommand,
  ): Promise<void> {
    await this.viewers.open(client, ticketId);
  }

  @Requires('tickets.read')
  @SubscribeMessage('ticket:close')
  onTicketClose(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId }: TicketCommand,
  ): void {
    this.viewers.close(client, ticketId);
  }

  @Requires('messages.send')
  @SubscribeMessage('message:send')
  onMessageSend(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: SendMessageCommand,
  ): Promise<MessageResource> {
    return this.requests.sendMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @SubscribeMessage('message:react')
  onMessageReact(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: ReactCommand,
  ): Promise<MessageResource> {
    return this.requests.reactToMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @SubscribeMessage('message:edit')
  onMessageEdit(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: EditMessageCommand,
  ): Promise<MessageResource> {
    return this.requests.editMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @SubscribeMessage('message:delete')
  onMessageDelete(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: MessageCommand,
  ): Promise<MessageResource> {
    return this.requests.deleteMessage(client.agentId, command);
  }

  @Requires('messages.send')
  @SubscribeMessage('message:cancel')
  onMessageCancel(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: MessageCommand,
  ): Promise<MessageResource> {
    return this.requests.cancelMessage(client.agentId, command);
  }

  @Requires('tickets.update')
  @SubscribeMessage('ticket:read')
  onTicketRead(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId, readUpTo }: MarkReadCommand,
  ): Promise<{ ticketId: string; agentId: string; readUpTo: string }> {
    return this.requests.markRead(client.agentId, { ticketId, readUpTo });
  }

  @Requires('tickets.read')
  @SubscribeMessage('typing')
  async onTyping(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId, typing, recording }: TypingCommand,
  ): Promise<void> {
    await this.viewers.typing(client, ticketId, typing ? (recording === true ? 'recording' : 'composing') : 'paused');
  }

  @Requires('account.manage')
  @SubscribeMessage('presence')
  onPresence(@ConnectedSocket() { data: { client } }: AgentSocket, @MessageBody() { active }: PresenceCommand): void {
    this.presence.setActive(client, active);
  }

  /** Shows the client how the system does, as it changes, until it says that it looks no more. */
  @Requires('system.read')
  @SubscribeMessage('system:watch')
  onSystemWatch(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { watching }: WatchSystemCommand,
  ): Promise<SystemResource> {
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
