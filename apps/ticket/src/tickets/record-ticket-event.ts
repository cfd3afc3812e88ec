import type { Audience, TicketResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadTickets, ticketAudience } from '@bkcrm/read-model';
import type { EventRecorder } from '../event-log/event-recorder.js';

/** Reads the ticket as it now stands and records that it changed. */
export async function recordTicketUpdated(
  tx: Transaction,
  events: EventRecorder,
  ticketId: string,
  audienceBefore: Audience,
): Promise<TicketResource> {
  const ticket = (await loadTickets(tx, [ticketId])).get(ticketId);
  if (ticket === undefined) throw new Error(`ticket ${ticketId} vanished`);
  addTicketUpdated(events, ticket, audienceBefore);
  return ticket;
}

/** @param traceparent absent: of what is being done now */
export function addTicketUpdated(
  events: EventRecorder,
  ticket: TicketResource,
  audienceBefore: Audience,
  traceparent?: string,
): void {
  const audienceAfter = audienceOf(ticket);
  events.add({
    type: 'ticket.updated',
    data: ticket,
    ticketId: ticket.id,
    audienceBefore,
    audienceAfter,
    traceparent,
  });
}

export function audienceOf(ticket: TicketResource): Audience {
  return ticketAudience({ departmentId: ticket.department?.id ?? null, assigneeId: ticket.assignee?.id ?? null });
}
