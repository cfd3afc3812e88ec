import type { MessageResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages, loadTickets, ticketAudience } from '@bkcrm/read-model';
import type { Actor } from '../agents/actor.js';
import type { EventRecorder } from '../event-log/event-recorder.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { answerTickets } from '../tickets/place-messages.js';
import { addTicketUpdated } from '../tickets/record-ticket-event.js';

/** A new message of an agent. */
export interface Sent {
  messageId: string;
  actor: Actor;
  /** As it was before; no other of the same call is for the same. */
  ticket: LockedTicket;
  /** Absent: of what is being done now. */
  traceparent?: string;
}

/** Tells of new messages of agents; returns them in the same order. What it asks of the database is asked at once. */
export async function recordSent(tx: Transaction, events: EventRecorder, sent: Sent[]): Promise<MessageResource[]> {
  answerTickets(
    tx,
    sent.map(({ ticket, actor }) => ({ ticketId: ticket.id, agentId: actor.id })),
  );
  const [messages, tickets] = await Promise.all([
    loadMessages(
      tx,
      sent.map(({ messageId }) => messageId),
    ),
    loadTickets(
      tx,
      sent.map(({ ticket }) => ticket.id),
    ),
  ]);
  return sent.map(({ messageId, actor, ticket, traceparent }) => {
    const [message, answered] = [messages.get(messageId), tickets.get(ticket.id)];
    if (message === undefined || answered === undefined) throw new Error(`message ${messageId} vanished`);
    addTicketUpdated(events, answered, ticketAudience(ticket), traceparent);
    const { departmentId } = ticket;
    const audienceAfter = ticketAudience({ departmentId, assigneeId: ticket.assigneeId ?? actor.id });
    const of = { ticketId: ticket.id, audienceBefore: null, audienceAfter, traceparent };
    events.add({ type: 'message.created', data: message, ...of });
    return message;
  });
}
