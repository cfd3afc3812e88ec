import type { RequestBody, TicketResource } from '@bkcrm/contracts';
import { UpdateTicketRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { findAgent, ticketAudience } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { lockTicket } from './lock-ticket.js';
import type { LockedTicket } from './lock-ticket.js';
import { recordTicketUpdated } from './record-ticket-event.js';

/** Changes status, assignee or department of a ticket. */
@Injectable()
export class UpdateTicket {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly clock: Clock,
  ) {}

  async execute(request: RequestBody<UpdateTicketRequest>): Promise<TicketResource> {
    return this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      const actor = await getActor(tx, request.actorId, 'tickets.update');
      const ticket = await lockTicket(tx, actor, request.ticketId);
      if (ticket.mergedInto !== null) throw refusals.ticketMerged(ticket.mergedInto);
      if (request.version !== undefined && request.version !== ticket.version)
        throw refusals.ticketVersionConflict(ticket.version);
      const next = await this.changed(tx, ticket, request);
      tx.write(
        `UPDATE ticket SET status = $2, department_id = $3, assignee_id = $4, resolved_at = $5, updated_at = now(), version = version + 1
         WHERE id = $1`,
        [ticket.id, next.status, next.departmentId, next.assigneeId, next.resolvedAt],
      );
      return recordTicketUpdated(tx, events, ticket.id, ticketAudience(ticket));
    });
  }

  private async changed(
    tx: Transaction,
    ticket: LockedTicket,
    request: RequestBody<UpdateTicketRequest>,
  ): Promise<LockedTicket> {
    const next = { ...ticket };
    if (request.departmentId !== undefined) {
      if (request.departmentId !== null) await assertDepartment(tx, request.departmentId);
      next.departmentId = request.departmentId;
    }
    if (request.assigneeId !== undefined) {
      if (request.assigneeId !== null) await assertAgent(tx, request.assigneeId);
      next.assigneeId = request.assigneeId;
      if (request.assigneeId !== null && ticket.status === 'pending') next.status = 'open';
    }
    if (request.status !== undefined) {
      next.status = request.status;
      if (request.status === 'resolved') next.resolvedAt = ticket.resolvedAt ?? this.clock.now();
      else {
        if (ticket.status === 'resolved') await assertNoOtherOpenTicket(tx, ticket);
        next.resolvedAt = null;
      }
    }
    return next;
  }
}

async function assertDepartment(tx: Transaction, id: string): Promise<void> {
  const [department] = await tx.query('SELECT 1 FROM department WHERE id = $1', [id]);
  if (department === undefined) throw refusals.departmentNotFound();
}

async function assertAgent(tx: Transaction, id: string): Promise<void> {
  const agent = await findAgent(tx, id);
  if (agent === undefined || !agent.active || agent.role === 'integration') throw refusals.agentNotFound();
}

/** The contact is locked, so what this sees stays true until the commit. */
async function assertNoOtherOpenTicket(tx: Transaction, ticket: LockedTicket): Promise<void> {
  const [other] = await tx.query<{ id: string }>(
    `SELECT id FROM ticket WHERE number_id = $1 AND contact_id = $2 AND status IN ('pending', 'open') AND id <> $3`,
    [ticket.numberId, ticket.contactId, ticket.id],
  );
  if (other !== undefined) throw refusals.anotherTicketOpen(other.id);
}
