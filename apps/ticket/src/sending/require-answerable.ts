import { refusals } from '../requests/refusals.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';

/**
 * @throws RequestRefused `ticket.merged`, `ticket.resolved`, `number.removed`: nothing can leave the ticket, or nobody would send it
 */
export function requireAnswerable(ticket: LockedTicket): void {
  if (ticket.mergedInto !== null) throw refusals.ticketMerged(ticket.mergedInto);
  if (ticket.status === 'resolved') throw refusals.ticketResolved();
  if (ticket.numberIsRemoved) throw refusals.numberRemoved();
}
