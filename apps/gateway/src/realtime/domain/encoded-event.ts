import type { LoggedEvent } from '@bkcrm/contracts';

/** An event with its JSON, made once for all sockets. */
export interface EncodedEvent {
  readonly seq: number;
  /** Of what it is about only `id` may be there: its JSON tells all of it. */
  readonly event: Omit<LoggedEvent, 'data'> & { readonly data: unknown };
  /** `{ seq, type, at, data }`. */
  readonly json: string;
  /** What those get who may no longer see the ticket; null for events that are not about a ticket itself. */
  readonly removalJson: string | null;
}

/** One that has just been heard of. */
export interface FreshEvent extends EncodedEvent {
  readonly event: LoggedEvent;
}

export function encodeEvent(event: LoggedEvent): FreshEvent {
  const { seq, type, at, data, ticketId, audienceBefore } = event;
  const isAboutTicket = type.startsWith('ticket.') && ticketId !== null && audienceBefore !== null;
  return {
    seq,
    event,
    json: JSON.stringify({ seq, type, at, data }),
    removalJson: isAboutTicket ? JSON.stringify({ seq, type: 'ticket.removed', at, data: { id: ticketId } }) : null,
  };
}

/** As it is kept once everybody has looked into it: its JSON says it all, and thousands of objects would only be walked over by the garbage collector. */
export function withoutData(encoded: EncodedEvent): EncodedEvent {
  const { event } = encoded;
  return { ...encoded, event: { ...event, data: { id: (event.data as { id?: string }).id } } };
}
