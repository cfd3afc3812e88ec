import { UseInterceptors, UsePipes } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayConnection, OnGatewayDisconnect } from '@nestjs/websockets';
import { v7 as uuid } from 'uuid';
import { toPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { createValidation } from '../http/validation.js';
import { metrics } from '../metrics.js';
import { AcknowledgeInterceptor } from '../realtime/acknowledge.interceptor.js';
import type { AgentSocket } from '../realtime/live-client.js';
import { LiveClients } from '../realtime/live-clients.js';
import { OwnStats } from '../realtime/own-stats.js';
import { Viewers } from '../realtime/viewers.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { toLegacyMessage } from './domain/legacy-message.js';
import type { LegacyMessage } from './domain/legacy-message.js';
import { saysLegacy } from './domain/says-legacy.js';
import { LegacyClients } from './legacy-clients.js';
import { LegacyMessagesCommand, LegacySendCommand } from './legacy-command.dto.js';
import { LegacyHistory } from './legacy-history.js';
import { legacyProblems } from './legacy-problems.js';
import { TraceCommandInterceptor } from '../tracing/trace-command.interceptor.js';
import { LegacyInterceptor } from './legacy.interceptor.js';
import { TicketPayloadPipe } from './ticket-payload.pipe.js';
import type { TicketPayload } from './ticket-payload.pipe.js';
import { UnservedEvents } from './unserved-events.js';

/** Answers that a client has not read, of which each may be a hundred messages. With more waiting it is cut off. */
const mostUnread = 100;

/** The events of the old front end, on the same sockets and with the same rights and limits as our own commands. */
@WebSocketGateway()
@UseInterceptors(TraceCommandInterceptor, LegacyInterceptor, AcknowledgeInterceptor)
@UsePipes(createValidation())
export class LegacyGateway implements OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly legacyClients: LegacyClients,
    private readonly clients: LiveClients,
    private readonly history: LegacyHistory,
    private readonly requests: TicketRequests,
    private readonly viewers: Viewers,
    private readonly stats: OwnStats,
    private readonly unserved: UnservedEvents,
  ) {}

  handleConnection(socket: AgentSocket): void {
    if (saysLegacy(socket)) this.legacyClients.add(socket);
    this.unserved.watch(socket);
  }

  handleDisconnect(socket: AgentSocket): void {
    this.legacyClients.remove(socket);
  }

  @Requires('tickets.read')
  @SubscribeMessage('join-ticket')
  async onJoinTicket(
    @ConnectedSocket() socket: AgentSocket,
    @MessageBody(TicketPayloadPipe) { ticketId }: TicketPayload,
  ): Promise<void> {
    await this.viewers.open(socket.data.client, ticketId);
    socket.emit('joined-ticket', { ticketId, socketId: socket.id });
    const { connections, openTickets = {} } = this.stats.current;
    socket.emit('connection-stats', {
      totalConnections: connections,
      activeTickets: Object.keys(openTickets).length,
      // Which other tickets are open is for those who may see them.
      connectionsByTicket: { [ticketId]: openTickets[ticketId] ?? 0 },
    });
  }

  @Requires('tickets.read')
  @SubscribeMessage('leave-ticket')
  onLeaveTicket(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody(TicketPayloadPipe) { ticketId }: TicketPayload,
  ): void {
    this.viewers.close(client, ticketId);
  }

  @Requires('tickets.read')
  @SubscribeMessage('request-messages')
  async onRequestMessages(
    @ConnectedSocket() socket: AgentSocket,
    @MessageBody() { ticketId, limit }: LegacyMessagesCommand,
  ): Promise<void> {
    const { client } = socket.data;
    const { agent } = client;
    const messages = await this.history.newest(toPrincipal(agent), ticketId, limit);
    // It asks again in three seconds, with the rights that it has then.
    if (client.agent.rightsVersion !== agent.rightsVersion) return;
    if (client.queued > mostUnread) {
      metrics.slowSockets.inc();
      client.drop();
      return;
    }
    client.tell('messages-loaded', messages);
  }

  /** The message itself comes to all who see the ticket, its author too, as `new-message`. */
  @Requires('messages.send')
  @SubscribeMessage('send-message')
  async onSendMessage(
    @ConnectedSocket() { data: { client } }: AgentSocket,
    @MessageBody() { ticketId, content, isInternal, type = 'text', messageId }: LegacySendCommand,
  ): Promise<LegacyMessage> {
    // There are no internal notes here, and none may ever reach a customer.
    if (isInternal === true || type === 'internal') throw legacyProblems.noInternalNotes();
    if (type !== 'text') throw legacyProblems.onlyText(type);
    const request = { ticketId, text: content, clientId: messageId ?? uuid() };
    return toLegacyMessage(await this.requests.sendMessage(client.agentId, request), ticketId);
  }

  @Requires('account.read')
  @SubscribeMessage('ping')
  onPing(@ConnectedSocket() socket: AgentSocket): void {
    socket.emit('pong', { timestamp: this.clients.now() });
  }
}
