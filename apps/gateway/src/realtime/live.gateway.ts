import type { MessageResource } from '@bkcrm/contracts';
import { UseInterceptors, UsePipes } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { Authentication } from '../auth/authentication.js';
import { toProblem } from '../http/to-problem.js';
import { createValidation } from '../http/validation.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { AcknowledgeInterceptor } from './acknowledge.interceptor.js';
import {
  EditMessageCommand,
  MarkReadCommand,
  MessageCommand,
  ReactCommand,
  ResumeCommand,
  SendMessageCommand,
  TicketCommand,
  TypingCommand,
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
@UseInterceptors(AcknowledgeInterceptor)
@UsePipes(createValidation())
export class LiveGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly authentication: Authentication,
    private readonly clients: LiveClients,
    private readonly requests: TicketRequests,
    private readonly resume: Resume,
    private readonly viewers: Viewers,
    private readonly stats: OwnStats,
  ) {}

  afterInit(server: Server): void {
    server.use((socket, next) => void this.admit(socket, next));
  }

  handleConnection(socket: AgentSocket): void {
    const { agent, expiresAt } = socket.data;
    socket.data.client = new LiveClient(socket, agent, expiresAt, this.clients.now);
    this.clients.add(socket.data.client);
    this.stats.changed();
  }

  handleDisconnect({ data: { client } }: AgentSocket): void {
    this.clients.remove(client);
    this.viewers.closeAll(client);
    this.stats.changed();
  }

  @SubscribeMessage('resume')
  onResume(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { epoch, seq }: ResumeCommand,
  ): Promise<Resumption> {
    return this.resume.execute(client, epoch, seq);
  }

  @SubscribeMessage('ticket:open')
  async onTicketOpen(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId }: TicketCommand,
  ): Promise<void> {
    await this.viewers.open(client, ticketId);
  }

  @SubscribeMessage('ticket:close')
  onTicketClose(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId }: TicketCommand,
  ): void {
    this.viewers.close(client, ticketId);
  }

  @SubscribeMessage('message:send')
  onMessageSend(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: SendMessageCommand,
  ): Promise<MessageResource> {
    return this.requests.sendMessage(client.agentId, command);
  }

  @SubscribeMessage('message:react')
  onMessageReact(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: ReactCommand,
  ): Promise<MessageResource> {
    return this.requests.reactToMessage(client.agentId, command);
  }

  @SubscribeMessage('message:edit')
  onMessageEdit(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: EditMessageCommand,
  ): Promise<MessageResource> {
    return this.requests.editMessage(client.agentId, command);
  }

  @SubscribeMessage('message:delete')
  onMessageDelete(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: MessageCommand,
  ): Promise<MessageResource> {
    return this.requests.deleteMessage(client.agentId, command);
  }

  @SubscribeMessage('message:cancel')
  onMessageCancel(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() command: MessageCommand,
  ): Promise<MessageResource> {
    return this.requests.cancelMessage(client.agentId, command);
  }

  @SubscribeMessage('ticket:read')
  onTicketRead(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId, readUpTo }: MarkReadCommand,
  ): Promise<{ ticketId: string; agentId: string; readUpTo: string }> {
    return this.requests.markRead(client.agentId, { ticketId, readUpTo });
  }

  @SubscribeMessage('typing')
  async onTyping(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId, typing, recording }: TypingCommand,
  ): Promise<void> {
    await this.viewers.typing(client, ticketId, typing ? (recording === true ? 'recording' : 'composing') : 'paused');
  }

  private async admit(socket: Socket, next: (refusal?: Error) => void): Promise<void> {
    let refusal: Error | undefined;
    try {
      Object.assign(socket.data, await this.authentication.authenticate(socket.handshake.auth['token']));
    } catch (error) {
      const { code, message } = toProblem(error);
      refusal = Object.assign(new Error(message), { data: { code, message } });
    }
    next(refusal);
  }
}
