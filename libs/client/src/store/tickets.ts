import type { MessageResource, TicketResource } from '@bkcrm/contracts';
import { withEntry, withoutEntry, withoutMember } from './state.js';
import type { ClientState, TicketEntry } from './state.js';

/** A ticket as an event brought it. */
export function applyTicketEvent(state: ClientState, ticket: TicketResource, isNew: boolean): ClientState {
  const known = state.tickets.get(ticket.id);
  const entry: TicketEntry =
    known === undefined
      ? { ...entryOf(ticket), unreadVersion: isNew ? 0 : -1, eventVersion: ticket.version }
      : {
          ...known,
          ticket: ticket.version >= known.ticket.version ? ticket : known.ticket,
          eventVersion: Math.max(known.eventVersion, ticket.version),
        };
  return {
    ...state,
    tickets: withEntry(state.tickets, ticket.id, entry),
    removedTickets: withoutEntry(state.removedTickets, ticket.id),
    // How much of an old ticket is unread is known to the server only.
    staleTickets: known === undefined && !isNew ? new Set(state.staleTickets).add(ticket.id) : state.staleTickets,
  };
}

export function applyTicketRemoved(state: ClientState, ticketId: string, seq: number): ClientState {
  return {
    ...state,
    tickets: withoutEntry(state.tickets, ticketId),
    staleTickets: withoutMember(state.staleTickets, ticketId),
    removedTickets: withEntry(state.removedTickets, ticketId, seq),
  };
}

/** A ticket as REST answered it. `seq` is where the log stood before it was read, so what it says may also be ahead of the events. */
export function mergeTicket(state: ClientState, ticket: TicketResource, seq: number): ClientState {
  const known = state.tickets.get(ticket.id);
  if (known === undefined) {
    if ((state.removedTickets.get(ticket.id) ?? -1) > seq) return state;
    return { ...state, tickets: withEntry(state.tickets, ticket.id, entryOf(ticket)) };
  }
  if (ticket.version < known.ticket.version) return state;
  const isCountUsable = ticket.unread !== undefined && known.readSeq <= seq;
  const staleTickets = isCountUsable ? withoutMember(state.staleTickets, ticket.id) : state.staleTickets;
  const entry: TicketEntry = isCountUsable
    ? { ...known, ticket, unread: ticket.unread ?? 0, unreadVersion: ticket.version, counted: [] }
    : { ...known, ticket };
  return { ...state, staleTickets, tickets: withEntry(state.tickets, ticket.id, entry) };
}

/** A ticket as a write answered it: without what is personal. */
export function mergeTicketAnswer(state: ClientState, ticket: TicketResource): ClientState {
  const known = state.tickets.get(ticket.id);
  if (known === undefined || ticket.version < known.ticket.version) return state;
  return { ...state, tickets: withEntry(state.tickets, ticket.id, { ...known, ticket }) };
}

/**
 * Counts a new message of the contact, unless REST counted it already: the event of a ticket precedes those of its
 * messages, so a count taken with that version (or a later one) has seen this message.
 */
export function countMessage(state: ClientState, message: MessageResource): ClientState {
  if (message.direction !== 'in' || message.ticketId === null) return state;
  const known = state.tickets.get(message.ticketId);
  if (known === undefined || known.eventVersion <= known.unreadVersion) return state;
  if (known.readUpTo !== null && message.receivedAt <= known.readUpTo) return state;
  const entry = { ...known, unread: known.unread + 1, counted: [...known.counted, message.receivedAt] };
  return { ...state, tickets: withEntry(state.tickets, message.ticketId, entry) };
}

/** The list's preview follows its message. */
export function updatePreview(state: ClientState, message: MessageResource): ClientState {
  const known = message.ticketId === null ? undefined : state.tickets.get(message.ticketId);
  if (known?.ticket.lastMessage?.id !== message.id) return state;
  const { text, status, sentAt } = message;
  const lastMessage = { ...known.ticket.lastMessage, text, status, sentAt, deleted: message.deletedAt !== null };
  const entry = { ...known, ticket: { ...known.ticket, lastMessage } };
  return { ...state, tickets: withEntry(state.tickets, known.ticket.id, entry) };
}

/** Moves my read position; never back. `seq` of the event, or null when it was this client that read. */
export function applyRead(state: ClientState, ticketId: string, readUpTo: string, seq: number | null): ClientState {
  const known = state.tickets.get(ticketId);
  if (known === undefined) return state;
  const readSeq = seq ?? known.readSeq;
  if (known.readUpTo !== null && readUpTo < known.readUpTo) {
    return { ...state, tickets: withEntry(state.tickets, ticketId, { ...known, readSeq }) };
  }
  const counted = known.counted.filter((receivedAt) => receivedAt > readUpTo);
  const entry: TicketEntry = { ...known, readUpTo, readSeq, counted, unread: counted.length };
  // A count that was ahead of the events may hold messages that came after the position: only the server can tell.
  const isAhead = known.unread > known.counted.length && known.unreadVersion > known.eventVersion && seq !== null;
  return {
    ...state,
    tickets: withEntry(state.tickets, ticketId, entry),
    staleTickets: isAhead ? new Set(state.staleTickets).add(ticketId) : state.staleTickets,
  };
}

function entryOf(ticket: TicketResource): TicketEntry {
  const unread = ticket.unread ?? 0;
  return { ticket, unread, unreadVersion: ticket.version, eventVersion: -1, counted: [], readUpTo: null, readSeq: -1 };
}
