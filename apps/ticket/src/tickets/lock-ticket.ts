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
  tx.write('SELECT id FROM contact WHERE id = (SELECT contact_id FROM ticket WHERE id = $1) FOR NO KEY UPDATE', [
    ticketId,
  ]);
  const finding = tx.query<LockedTicket>(
    `SELECT id, conversation_id AS "conversationId", number_id AS "numberId", contact_id AS "contactId", status,
       department_id AS "departmentId", assignee_id AS "assigneeId", merged_into AS "mergedInto", resolved_at AS "resolvedAt", version,
       (SELECT n.removed_at IS NOT NULL FROM whatsapp_number n WHERE n.id = number_id) AS "numberIsRemoved"
     FROM ticket WHERE id = $1 FOR NO KEY UPDATE`,
    [ticketId],
  );
  const [who, [ticket]] = await Promise.all([actor, finding]);
  if (ticket === undefined || !maySee(who, ticketAudience(ticket), who.permission)) throw refusals.ticketNotFound();
  return ticket;
}
