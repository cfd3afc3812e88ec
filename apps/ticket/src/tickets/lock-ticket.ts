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

const contactsOf = `SELECT id FROM contact WHERE id IN (SELECT contact_id FROM ticket WHERE id = ANY($1::uuid[])) ORDER BY id FOR NO KEY UPDATE`;
const ticketsOf = `SELECT id, conversation_id AS "conversationId", number_id AS "numberId", contact_id AS "contactId", status,
    department_id AS "departmentId", assignee_id AS "assigneeId", merged_into AS "mergedInto", resolved_at AS "resolvedAt", version,
    (SELECT n.removed_at IS NOT NULL FROM whatsapp_number n WHERE n.id = number_id) AS "numberIsRemoved"
  FROM ticket WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;

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
  const [who, ticket] = await Promise.all([actor, lockAnyTicket(tx, ticketId)]);
  return requireReached(who, ticket);
}

/** A ticket, whoever asks; undefined when there is none. */
export async function lockAnyTicket(tx: Transaction, id: string): Promise<LockedTicket | undefined> {
  tx.write(contactsOf, [[id]]);
  const [ticket] = await tx.query<LockedTicket>(ticketsOf, [[id]]);
  return ticket;
}

/** @throws RequestRefused `ticket.not-found` */
export function requireReached(actor: Actor, ticket: LockedTicket | undefined): LockedTicket {
  if (ticket === undefined || !maySee(actor, ticketAudience(ticket), actor.permission)) throw refusals.ticketNotFound();
  return ticket;
}

/** Those of the tickets that exist and that nobody else has locked at this moment, nor their contacts, by id. Waits for nobody. */
export async function lockFreeTickets(tx: Transaction, ids: string[]): Promise<Map<string, LockedTicket>> {
  const [contacts, tickets] = await Promise.all([
    tx.query<{ id: string }>(`${contactsOf} SKIP LOCKED`, [ids]),
    tx.query<LockedTicket>(`${ticketsOf} SKIP LOCKED`, [ids]),
  ]);
  const ours = new Set(contacts.map(({ id }) => id));
  return new Map(tickets.flatMap((ticket) => (ours.has(ticket.contactId) ? [[ticket.id, ticket]] : [])));
}
