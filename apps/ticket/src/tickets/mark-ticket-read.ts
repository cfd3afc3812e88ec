import type { RequestBody } from '@bkcrm/contracts';
import { MarkTicketReadRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { OutboxRelay } from '@bkcrm/outbox';
import { findTicket } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { TicketConfig } from '../app.config.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { orderReadMarks } from './order-read-marks.js';

/** Moves an agent's read position forward; never back. Told to that agent's own sockets only, and (a setting) to the customer. */
@Injectable()
export class MarkTicketRead {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly config: TicketConfig,
  ) {}

  async execute(request: RequestBody<MarkTicketReadRequest>): Promise<MarkTicketReadRequest['reply']> {
    return this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      const actor = await getActor(tx, request.actorId, 'tickets.update');
      if ((await findTicket(tx, actor, request.ticketId)) === undefined) throw refusals.ticketNotFound();
      const [row] = await tx.query<{ read_up_to: Date }>(
        `INSERT INTO ticket_read (ticket_id, agent_id, read_up_to) VALUES ($1, $2, least($3::timestamptz, now()))
         ON CONFLICT (ticket_id, agent_id) DO UPDATE SET read_up_to = excluded.read_up_to
         WHERE ticket_read.read_up_to < excluded.read_up_to RETURNING read_up_to`,
        [request.ticketId, actor.id, request.readUpTo],
      );
      const readUpTo = row?.read_up_to.toISOString() ?? request.readUpTo;
      const data = { ticketId: request.ticketId, agentId: actor.id, readUpTo };
      if (row !== undefined) {
        const onlyActor = { everyone: false, departmentIds: [], agentIds: [actor.id] };
        events.add({ type: 'ticket.read', data, ticketId: null, audienceBefore: null, audienceAfter: onlyActor });
        if (this.config.MARK_READ_ON_WHATSAPP) {
          await orderReadMarks(tx, request.ticketId, row.read_up_to);
          tx.afterCommit(() => this.relay.wake());
        }
      }
      return data;
    });
  }
}
