import { Database } from '@bkcrm/database';
import { findKnownTickets } from '@bkcrm/read-model';
import type { KnownTicket } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { EventFeed } from '../realtime/event-feed.js';
import { TicketMemory } from './domain/ticket-memory.js';

/** Whoever asks within this time for what is not remembered is answered from one statement. Milliseconds. */
const togetherMs = 25;
const mostTogether = 500;

export interface FoundTicket {
  /** Undefined when there is none. */
  ticket: KnownTicket | undefined;
  /** It is as the events up to this number left it. */
  seq: number;
}

/**
 * Tickets and who may see them, remembered and kept true by the event log: as old as the last event heard, and read from the database
 * while it is not sure that all were.
 */
@Injectable()
export class KnownTickets {
  private memory = new TicketMemory<KnownTicket>();
  private readonly reads: DataLoader<string, FoundTicket>;

  constructor(
    private readonly database: Database,
    private readonly feed: EventFeed,
  ) {
    this.reads = new DataLoader((ids) => this.read(ids), {
      cache: false,
      maxBatchSize: mostTogether,
      batchScheduleFn: (ask) => void setTimeout(ask, togetherMs),
    });
    feed.listen({
      onEvents: (events) => events.forEach(({ event }) => this.memory.onEvent(event)),
      // What is just being read for the one before goes there, where nobody asks any more.
      onRestart: () => {
        this.memory = new TicketMemory();
      },
    });
  }

  async find(id: string): Promise<FoundTicket> {
    const ticket = this.feed.isUpToDate ? this.memory.get(id) : undefined;
    return ticket === undefined ? this.reads.load(id) : { ticket, seq: this.feed.position };
  }

  private async read(ids: readonly string[]): Promise<FoundTicket[]> {
    const { memory } = this;
    // A replica that does not follow the log yet will not hear of what changes it from here on.
    const isFollowing = this.feed.isReady;
    const { head: seq, tickets } = await findKnownTickets(this.database, ids);
    if (isFollowing) for (const [id, ticket] of tickets) memory.put(id, ticket, seq);
    return ids.map((id) => ({ ticket: tickets.get(id), seq }));
  }
}
