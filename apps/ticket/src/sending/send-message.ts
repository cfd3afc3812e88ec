import type { RequestBody, MessageResource } from '@bkcrm/contracts';
import { exchanges, SendMessage, SendMessageRequest } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock, newTraceparent } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { loadMessages, ticketAudience } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { getActor } from '../agents/actor.js';
import type { Actor } from '../agents/actor.js';
import { TicketConfig } from '../app.config.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { requireLivingNumber } from '../numbers/require-living-number.js';
import { refusals } from '../requests/refusals.js';
import { lockTicket } from '../tickets/lock-ticket.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { refreshTickets } from '../tickets/place-messages.js';
import { recordTicketUpdated } from '../tickets/record-ticket-event.js';

interface Quoted {
  id: string;
  whatsappId: string | null;
  fromMe: boolean;
  kind: string;
  text: string | null;
}

/** An agent's answer: stored as queued, and on its way to the sender by the outbox, in one transaction. */
@Injectable()
export class SendAgentMessage {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  async execute(request: RequestBody<SendMessageRequest>): Promise<MessageResource> {
    try {
      return await this.database.transaction((tx) => this.store(tx, request));
    } catch (error) {
      // Two identical requests at once: the other one has stored it.
      if (isUniqueViolation(error, 'message_client_id'))
        return this.database.transaction((tx) => this.store(tx, request));
      throw error;
    }
  }

  private async store(tx: Transaction, request: RequestBody<SendMessageRequest>): Promise<MessageResource> {
    const actor = await getActor(tx, request.actorId, 'messages.send');
    const ticket = await lockTicket(tx, actor, request.ticketId);
    const repeated = await findByClientId(tx, actor, request, ticket.conversationId);
    if (repeated !== undefined) return repeated;
    if (ticket.mergedInto !== null) throw refusals.ticketMerged(ticket.mergedInto);
    if (ticket.status === 'resolved') throw refusals.ticketResolved();
    await requireLivingNumber(tx, ticket.numberId);
    const quoted = await this.findQuoted(tx, ticket, request.quotedMessageId);
    const messageId = uuid();
    const now = this.clock.now();
    const [conversation] = await tx.query<{ address: string; position: number }>(
      'UPDATE conversation SET last_position = last_position + 1 WHERE id = $1 RETURNING address, last_position AS position',
      [ticket.conversationId],
    );
    if (conversation === undefined) throw new Error(`conversation of ticket ${ticket.id} vanished`);
    const content =
      quoted === undefined
        ? {}
        : { quoted: { whatsappId: quoted.whatsappId, kind: quoted.kind, text: quoted.text?.slice(0, 500) ?? null } };
    await tx.query(
      `INSERT INTO message (id, conversation_id, ticket_id, number_id, direction, kind, text, content, status, from_me, author_id, client_id, sent_at, order_key, origin, position)
       VALUES ($1, $2, $3, $4, 'out', 'text', $5, $6, 'queued', true, $7, $8, $9, $10, 'agent', $11)`,
      [
        messageId,
        ticket.conversationId,
        ticket.id,
        ticket.numberId,
        request.text,
        JSON.stringify(content),
        actor.id,
        request.clientId,
        now,
        `1:${messageId}`,
        conversation.position,
      ],
    );
    await this.order(tx, { messageId, ticket, request, quoted, now, ...conversation });
    return this.record(tx, actor, ticket, messageId);
  }

  private async order(
    tx: Transaction,
    send: {
      messageId: string;
      ticket: LockedTicket;
      request: RequestBody<SendMessageRequest>;
      quoted: Quoted | undefined;
      now: Date;
      address: string;
      position: number;
    },
  ): Promise<void> {
    const { quoted } = send;
    const command: SendMessage = {
      commandId: send.messageId,
      numberId: send.ticket.numberId,
      conversationId: send.ticket.conversationId,
      position: send.position,
      recipient: send.address,
      kind: 'text',
      text: send.request.text,
      ...(quoted?.whatsappId == null
        ? {}
        : { quoted: { whatsappId: quoted.whatsappId, remoteJid: send.address, fromMe: quoted.fromMe } }),
      queuedAt: send.now.toISOString(),
      expiresAt: new Date(Number(send.now) + this.config.SEND_EXPIRES_HOURS * 3_600_000).toISOString(),
    };
    await writeOutbox(tx, [
      {
        exchange: exchanges.commands,
        routingKey: SendMessage.type,
        type: SendMessage.type,
        body: command,
        headers: { traceparent: newTraceparent() },
      },
    ]);
    tx.afterCommit(() => this.relay.wake());
  }

  /** Answering takes a waiting ticket. */
  private async record(
    tx: Transaction,
    actor: Actor,
    ticket: LockedTicket,
    messageId: string,
  ): Promise<MessageResource> {
    const events = new EventRecorder(tx, this.feed);
    await tx.query(`UPDATE ticket SET status = 'open', assignee_id = coalesce(assignee_id, $2) WHERE id = $1`, [
      ticket.id,
      actor.id,
    ]);
    await refreshTickets(tx, [ticket.id]);
    await recordTicketUpdated(tx, events, ticket.id, ticketAudience(ticket));
    const message = (await loadMessages(tx, [messageId])).get(messageId);
    if (message === undefined) throw new Error(`message ${messageId} vanished`);
    const audienceAfter = ticketAudience({
      departmentId: ticket.departmentId,
      assigneeId: ticket.assigneeId ?? actor.id,
    });
    events.add({ type: 'message.created', data: message, ticketId: ticket.id, audienceBefore: null, audienceAfter });
    return message;
  }

  private async findQuoted(
    tx: Transaction,
    ticket: LockedTicket,
    quotedMessageId: string | undefined,
  ): Promise<Quoted | undefined> {
    if (quotedMessageId === undefined) return undefined;
    const [quoted] = await tx.query<Quoted>(
      `SELECT id, whatsapp_id AS "whatsappId", from_me AS "fromMe", kind, text FROM message WHERE id = $1 AND conversation_id = $2`,
      [quotedMessageId, ticket.conversationId],
    );
    if (quoted === undefined) throw refusals.quotedNotFound();
    return quoted;
  }
}

/** @throws RequestRefused `message.client-id-reused` when the id stands for another message */
async function findByClientId(
  tx: Transaction,
  actor: Actor,
  request: RequestBody<SendMessageRequest>,
  conversationId: string,
): Promise<MessageResource | undefined> {
  const [row] = await tx.query<{ id: string; text: string | null; conversation_id: string }>(
    'SELECT id, text, conversation_id FROM message WHERE author_id = $1 AND client_id = $2',
    [actor.id, request.clientId],
  );
  if (row === undefined) return undefined;
  const message = (await loadMessages(tx, [row.id])).get(row.id);
  const isSame = row.text === request.text || message?.editedAt != null;
  if (!isSame || row.conversation_id !== conversationId) throw refusals.clientIdReused();
  return message;
}
