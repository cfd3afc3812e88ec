import type { LoggedEvent } from '@bkcrm/contracts';

/** An event with its JSON, made once for all sockets. */
export interface EncodedEvent {
  readonly seq: number;
  readonly event: LoggedEvent;
  /** `{ seq, type, at, data }`. */
  readonly json: string;
  /** What those get who may no longer see the ticket; null for events that are not about a ticket itself. */
  readonly removalJson: string | null;
}

export function encodeEvent(event: LoggedEvent): EncodedEvent {
  const { seq, type, at, data, ticketId, audienceBefore } = event;
  const isAboutTicket = type.startsWith('ticket.') && ticketId !== null && audienceBefore !== null;
  return {
    seq,
    event,
    json: JSON.stringify({ seq, type, at, data }),
    removalJson: isAboutTicket ? JSON.stringify({ seq, type: 'ticket.removed', at, data: { id: ticketId } }) : null,
  };
}
