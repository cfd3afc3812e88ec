import { WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayConnection, OnGatewayDisconnect, OnGatewayInit } from '@nestjs/websockets';
import { v7 as uuid } from 'uuid';
import { toPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { metrics } from '../metrics.js';
import type { CommandError } from '../realtime/commands/acknowledgement.js';
import { Command } from '../realtime/commands/command.decorator.js';
import type { CommandGateway } from '../realtime/commands/served-command.js';
import { SocketCommands } from '../realtime/commands/socket-commands.js';
import type { AgentSocket } from '../realtime/live-client.js';
import { LiveClients } from '../realtime/live-clients.js';
import { OwnStats } from '../realtime/own-stats.js';
import { Viewers } from '../realtime/viewers.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { toLegacyMessage } from './domain/legacy-message.js';
import type { LegacyMessage } from './domain/legacy-message.js';
import { refuse } from './domain/refusal.js';
import { saysLegacy } from './domain/says-legacy.js';
import { toTicketPayload } from './domain/ticket-payload.js';
import { LegacyClients } from './legacy-clients.js';
import { LegacyMessagesCommand, LegacySendCommand, LegacyTicketCommand } from './legacy-command.dto.js';
import { LegacyHistory } from './legacy-history.js';
import { legacyProblems } from './legacy-problems.js';
import { UnservedEvents } from './unserved-events.js';

/** Answers that a client has not read, of which each may be a hundred messages. With more waiting it is cut off. */
const mostUnread = 100;

/** The events of the old front end, on the same sockets and with the same rights and limits as our own commands. */
@WebSocketGateway()
export class LegacyGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, CommandGateway {
  constructor(
    private readonly legacyClients: LegacyClients,
    private readonly clients: LiveClients,
    private readonly history: LegacyHistory,
    private readonly requests: TicketRequests,
    private readonly viewers: Viewers,
    private readonly stats: OwnStats,
    private readonly unserved: UnservedEvents,
    private readonly commands: SocketCommands,
  ) {}

  afterInit(): void {
    this.commands.serve(this);
  }

  handleConnection(socket: AgentSocket): void {
    if (saysLegacy(socket)) this.legacyClients.add(socket);
    this.unserved.watch(socket);
  }

  handleDisconnect(socket: AgentSocket): void {
    this.legacyClients.remove(socket);
  }

  onCommand(socket: AgentSocket): void {
    this.legacyClients.add(socket);
  }

  /** The old front end asks for no acknowledgements: what was refused is told in an event. */
  onRefused(socket: AgentSocket, command: string, error: CommandError): void {
    socket.emit('error', refuse(command, error));
  }

  @Requires('tickets.read')
  @Command('join-ticket', toTicketPayload)
  async onJoinTicket(socket: AgentSocket, { ticketId }: LegacyTicketCommand): Promise<void> {
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
  @Command('leave-ticket', toTicketPayload)
  onLeaveTicket({ data: { client } }: AgentSocket, { ticketId }: LegacyTicketCommand): void {
    this.viewers.close(client, ticketId);
  }

  @Requires('tickets.read')
  @Command('request-messages')
  async onRequestMessages(socket: AgentSocket, { ticketId, limit }: LegacyMessagesCommand): Promise<void> {
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
  @Command('send-message')
  async onSendMessage(
    { data: { client } }: AgentSocket,
    { ticketId, content, isInternal, type = 'text', messageId }: LegacySendCommand,
  ): Promise<LegacyMessage> {
    // There are no internal notes here, and none may ever reach a customer.
    if (isInternal === true || type === 'internal') throw legacyProblems.noInternalNotes();
    if (type !== 'text') throw legacyProblems.onlyText(type);
    const request = { ticketId, text: content, clientId: messageId ?? uuid() };
    return toLegacyMessage(await this.requests.sendMessage(client.agentId, request), ticketId);
  }

  @Requires('account.read')
  @Command('ping')
  onPing(socket: AgentSocket): void {
    socket.emit('pong', { timestamp: this.clients.now() });
  }
}
