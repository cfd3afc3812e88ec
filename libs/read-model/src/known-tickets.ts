import type { Audience } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { ticketAudience } from './scope.js';

/** What must be known of a ticket to answer with what was said in it. */
export interface KnownTicket {
  conversationId: string;
  audience: Audience;
}

/**
 * Tickets for whoever answers many readers, and asks `maySee` for each of them; with the head of the event log at that moment: they are
 * as all events up to it left them, and no later one. One statement, however many.
 */
export async function findKnownTickets(
  db: Queryable,
  ids: readonly string[],
): Promise<{ head: number; tickets: Map<string, KnownTicket> }> {
  const rows = await db.query<{
    head: string;
    id: string | null;
    conversationId: string;
    departmentId: string | null;
    assigneeId: string | null;
  }>(
    `SELECT h.seq AS head, t.id, t.conversation_id AS "conversationId", t.department_id AS "departmentId", t.assignee_id AS "assigneeId"
     FROM ticket.event_head h LEFT JOIN ticket.ticket t ON t.id = ANY($1::uuid[])`,
    [[...new Set(ids)]],
  );
  const tickets = new Map<string, KnownTicket>();
  for (const { id, conversationId, departmentId, assigneeId } of rows)
    if (id !== null) tickets.set(id, { conversationId, audience: ticketAudience({ departmentId, assigneeId }) });
  return { head: Number(rows[0]?.head ?? 0), tickets };
}
