import type { LiveEventData, LoggedEvent } from '@bkcrm/contracts';
import { BoundedMap } from '../../message-cache/domain/bounded-map.js';

interface Remembered<Ticket> {
  /** Of events up to this number it knows. */
  seq: number;
  /** Undefined once an event has changed it, until somebody reads it anew. */
  ticket: Ticket | undefined;
}

const mostTickets = 10_000;

/** Tickets as they were read, each until an event says that it has changed. */
export class TicketMemory<Ticket> {
  private readonly remembered: BoundedMap<string, Remembered<Ticket>>;
  /** What was read of a ticket up to this number may have been changed by an event that is forgotten. */
  private floor = 0;

  constructor(most = mostTickets) {
    this.remembered = new BoundedMap(most, ({ seq }) => (this.floor = Math.max(this.floor, seq)));
  }

  get(id: string): Ticket | undefined {
    return this.remembered.get(id)?.ticket;
  }

  /** @param seq the head of the log as of which it was read. An event that came since may have changed it: then it is not kept. */
  put(id: string, ticket: Ticket, seq: number): void {
    if (seq >= (this.remembered.get(id)?.seq ?? this.floor)) this.remembered.set(id, { seq, ticket });
  }

  /** Every event there is goes through here, in order. */
  onEvent({ type, data, seq }: LoggedEvent): void {
    if (type === 'ticket.created' || type === 'ticket.updated' || type === 'ticket.removed')
      this.forget((data as LiveEventData['ticket.removed']).id, seq);
    else if (type === 'conversation.erased')
      for (const id of (data as LiveEventData['conversation.erased']).ticketIds) this.forget(id, seq);
  }

  private forget(id: string, seq: number): void {
    // What was read later than the event happened knows of it.
    if (seq > (this.remembered.get(id)?.seq ?? 0)) this.remembered.set(id, { seq, ticket: undefined });
  }
}
