import type { TicketResource, TicketStatus } from '@bkcrm/contracts';
import type { TicketEntry } from './state.js';

/** Which tickets a list holds; the same as the query of `GET /tickets`. */
export interface TicketFilter extends Record<string, string | string[] | undefined> {
  status?: TicketStatus[];
  numberId?: string;
  departmentId?: string;
  /** An agent's id, or `none` for tickets that nobody has. */
  assigneeId?: string;
  contactId?: string;
}

/** How far down a list has been loaded. */
export interface TicketListState {
  filter: TicketFilter;
  /** The last ticket of the last page; null before the first page. Below it, what we happen to know is not shown. */
  boundary: { updatedAt: string; id: string } | null;
  nextCursor: string | null;
  isComplete: boolean;
  isLoading: boolean;
}

export function listKey(filter: TicketFilter): string {
  const names = Object.keys(filter).filter((name) => filter[name] !== undefined);
  return JSON.stringify(names.sort().map((name) => [name, filter[name]]));
}

/** Tickets of a list, the most recently changed first. Undefined while its first page is on its way. */
export function ticketsOf(
  tickets: ReadonlyMap<string, TicketEntry>,
  list: TicketListState | undefined,
): TicketEntry[] | undefined {
  if (list === undefined || (list.boundary === null && !list.isComplete)) return undefined;
  return [...tickets.values()]
    .filter(({ ticket }) => matches(list.filter, ticket) && isAbove(list, ticket))
    .sort((a, b) => compareTickets(a.ticket, b.ticket));
}

export function matches(filter: TicketFilter, ticket: TicketResource): boolean {
  const assigneeId = ticket.assignee?.id ?? 'none';
  return (
    ticket.mergedInto === null &&
    (filter.status === undefined || filter.status.includes(ticket.status)) &&
    (filter.numberId === undefined || filter.numberId === ticket.whatsappNumber.id) &&
    (filter.departmentId === undefined || filter.departmentId === ticket.department?.id) &&
    (filter.assigneeId === undefined || filter.assigneeId === assigneeId) &&
    (filter.contactId === undefined || filter.contactId === ticket.contact.id)
  );
}

function isAbove(list: TicketListState, ticket: TicketResource): boolean {
  return list.isComplete || (list.boundary !== null && compareTickets(ticket, list.boundary) <= 0);
}

type Sorted = Pick<TicketResource, 'updatedAt' | 'id'>;

function compareTickets(a: Sorted, b: Sorted): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt > b.updatedAt ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id > b.id ? -1 : 1;
}
