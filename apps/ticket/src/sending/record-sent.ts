import type { MessageResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages, ticketAudience } from '@bkcrm/read-model';
import type { Actor } from '../agents/actor.js';
import type { EventRecorder } from '../event-log/event-recorder.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { answerTicket } from '../tickets/place-messages.js';
import { recordTicketUpdated } from '../tickets/record-ticket-event.js';

/** Tells of a new message of an agent. What it asks of the database is asked at once. */
export async function recordSent(
  tx: Transaction,
  events: EventRecorder,
  actor: Actor,
  ticket: LockedTicket,
  messageId: string,
): Promise<MessageResource> {
  answerTicket(tx, ticket.id, actor.id);
  const [messages] = await Promise.all([
    loadMessages(tx, [messageId]),
    recordTicketUpdated(tx, events, ticket.id, ticketAudience(ticket)),
  ]);
  const message = messages.get(messageId);
  if (message === undefined) throw new Error(`message ${messageId} vanished`);
  const audienceAfter = ticketAudience({
    departmentId: ticket.departmentId,
    assigneeId: ticket.assigneeId ?? actor.id,
  });
  events.add({ type: 'message.created', data: message, ticketId: ticket.id, audienceBefore: null, audienceAfter });
  return message;
}
