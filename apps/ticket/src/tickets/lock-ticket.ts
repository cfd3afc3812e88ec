import type { TicketStatus } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { maySee, ticketAudience } from '@bkcrm/read-model';
import type { Actor } from '../agents/actor.js';
import { refusals } from '../requests/refusals.js';

export interface LockedTicket {
  id: string;
  conversationId: string;
  numberId: string;
  contactId: string;
  status: TicketStatus;
  departmentId: string | null;
  assigneeId: string | null;
  mergedInto: string | null;
  resolvedAt: Date | null;
  version: number;
  /** Nobody sends for it any more. */
  numberIsRemoved: boolean;
}

/**
 * A ticket that the actor's permission reaches, locked together with its contact (first, as everywhere), so that nothing about
 * the contact's tickets changes until the transaction ends. An actor who is still being looked up is waited for together with the lock.
 * @throws RequestRefused `ticket.not-found`
 */
export async function lockTicket(
  tx: Transaction,
  actor: Actor | Promise<Actor>,
  ticketId: string,
): Promise<LockedTicket> {
  const [who, tickets] = await Promise.all([actor, lockTickets(tx, [ticketId])]);
  return requireReached(who, tickets.get(ticketId));
}

/** @throws RequestRefused `ticket.not-found` */
export function requireReached(actor: Actor, ticket: LockedTicket | undefined): LockedTicket {
  if (ticket === undefined || !maySee(actor, ticketAudience(ticket), actor.permission)) throw refusals.ticketNotFound();
  return ticket;
}

/** Those of the tickets that exist, by id: their contacts first, all in one order, so that nobody who does the same waits in a circle. */
export async function lockTickets(tx: Transaction, ids: string[]): Promise<Map<string, LockedTicket>> {
  tx.write(
    `SELECT id FROM contact WHERE id IN (SELECT contact_id FROM ticket WHERE id = ANY($1::uuid[])) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  );
  const tickets = await tx.query<LockedTicket>(
    `SELECT id, conversation_id AS "conversationId", number_id AS "numberId", contact_id AS "contactId", status,
       department_id AS "departmentId", assignee_id AS "assigneeId", merged_into AS "mergedInto", resolved_at AS "resolvedAt", version,
       (SELECT n.removed_at IS NOT NULL FROM whatsapp_number n WHERE n.id = number_id) AS "numberIsRemoved"
     FROM ticket WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  );
  return new Map(tickets.map((ticket) => [ticket.id, ticket]));
}
