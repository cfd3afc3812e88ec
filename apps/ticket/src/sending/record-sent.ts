import type { MessageResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages, ticketAudience } from '@bkcrm/read-model';
import type { Actor } from '../agents/actor.js';
import type { EventRecorder } from '../event-log/event-recorder.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';
import { refreshTickets } from '../tickets/place-messages.js';
import { recordTicketUpdated } from '../tickets/record-ticket-event.js';

/** Tells of a new message of an agent. Answering takes a waiting ticket. */
export async function recordSent(
  tx: Transaction,
  events: EventRecorder,
  actor: Actor,
  ticket: LockedTicket,
  messageId: string,
): Promise<MessageResource> {
  tx.write(`UPDATE ticket SET status = 'open', assignee_id = coalesce(assignee_id, $2) WHERE id = $1`, [
    ticket.id,
    actor.id,
  ]);
  refreshTickets(tx, [ticket.id]);
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
