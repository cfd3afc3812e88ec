import type { Transaction } from '@bkcrm/database';
import { ticketAudience } from '@bkcrm/read-model';
import type { Audience } from '@bkcrm/contracts';
import { v7 as uuid } from 'uuid';
import type { ArrivingRow } from '../inbound/store/inbound-work.js';
import { placeMessage } from './domain/ticket-span.js';
import type { Span } from './domain/ticket-span.js';

interface TicketRow extends Span {
  conversationId: string;
  departmentId: string | null;
  assigneeId: string | null;
}

/** A ticket that the arriving messages open, reopen or extend. */
interface PlannedTicket {
  ticket: TicketRow;
  change: 'opened' | 'reopened' | 'extended';
  /** The message that caused it. */
  row: ArrivingRow;
}

export interface PlacementSettings {
  reopenWithinMs: number;
  now: Date;
}

/** Decides the ticket of every arriving message, in order of WhatsApp's time, and remembers what that does to the tickets. */
export class TicketPlan {
  private readonly planned = new Map<string, PlannedTicket>();
  /** Null for a ticket that did not exist before. */
  readonly audienceBefore = new Map<string, Audience | null>();

  private constructor(private readonly byConversation: Map<string, TicketRow[]>) {}

  static async load(tx: Transaction, conversationIds: string[]): Promise<TicketPlan> {
    if (conversationIds.length === 0) return new TicketPlan(new Map());
    const rows = await tx.query<TicketRow>(
      `SELECT id AS "ticketId", conversation_id AS "conversationId", opened_at AS "openedAt",
         CASE WHEN status = 'resolved' THEN coalesce(resolved_at, updated_at) END AS "resolvedAt", merged_into IS NOT NULL AS "mergedAway",
         department_id AS "departmentId", assignee_id AS "assigneeId"
       FROM ticket WHERE conversation_id = ANY($1::uuid[])`,
      [[...new Set(conversationIds)]],
    );
    const byConversation = new Map<string, TicketRow[]>();
    for (const row of rows)
      byConversation.set(row.conversationId, [...(byConversation.get(row.conversationId) ?? []), row]);
    const plan = new TicketPlan(byConversation);
    for (const row of rows) plan.audienceBefore.set(row.ticketId, ticketAudience(row));
    return plan;
  }

  /** Sets `ticketId` of the row. Groups have no tickets. */
  place(row: ArrivingRow, settings: PlacementSettings): void {
    if (row.contactId === null) return;
    const spans = this.byConversation.get(row.conversationId) ?? [];
    const rules = { adoptedAt: row.number.adoptedAt, ...settings };
    const placement = placeMessage({ sentAt: row.message.sentAt, opens: row.opens }, spans, rules);
    if (placement.kind === 'none') return;
    if (placement.kind === 'opens') {
      row.ticketId = this.open(row, spans).ticketId;
      return;
    }
    const ticket = spans.find((span) => span.ticketId === placement.ticketId);
    if (ticket === undefined) throw new Error('placed in a ticket that is not there');
    row.ticketId = ticket.ticketId;
    if (placement.kind === 'inside') return;
    if (placement.kind === 'extends') ticket.openedAt = row.message.sentAt;
    else ticket.resolvedAt = null;
    if (this.planned.has(ticket.ticketId)) return;
    this.planned.set(ticket.ticketId, { ticket, change: placement.kind === 'reopens' ? 'reopened' : 'extended', row });
  }

  private open(row: ArrivingRow, spans: TicketRow[]): TicketRow {
    const ticket: TicketRow = {
      ticketId: uuid(),
      conversationId: row.conversationId,
      openedAt: row.message.sentAt,
      resolvedAt: null,
      mergedAway: false,
      departmentId: row.number.departmentId,
      assigneeId: null,
    };
    this.byConversation.set(row.conversationId, [...spans, ticket]);
    this.planned.set(ticket.ticketId, { ticket, change: 'opened', row });
    this.audienceBefore.set(ticket.ticketId, null);
    return ticket;
  }

  /**
   * Writes what the messages that really are new did to their tickets, and takes into each opened or extended ticket
   * what waited without one since then. Returns ids of those adopted messages.
   */
  async write(tx: Transaction, newTicketIds: ReadonlySet<string>): Promise<string[]> {
    const effective = [...this.planned.values()].filter(({ ticket }) => newTicketIds.has(ticket.ticketId));
    const opened = effective.filter(({ change }) => change === 'opened');
    if (opened.length > 0) {
      tx.write(
        `INSERT INTO ticket (id, conversation_id, number_id, contact_id, status, department_id, opened_at)
         SELECT id, "conversationId", "numberId", "contactId", 'pending', "departmentId", "openedAt" FROM jsonb_to_recordset($1::jsonb)
         AS r(id uuid, "conversationId" uuid, "numberId" uuid, "contactId" uuid, "departmentId" uuid, "openedAt" timestamptz)`,
        [
          JSON.stringify(
            opened.map(({ ticket, row }) => ({
              id: ticket.ticketId,
              conversationId: ticket.conversationId,
              numberId: row.number.id,
              contactId: row.contactId,
              departmentId: ticket.departmentId,
              openedAt: ticket.openedAt,
            })),
          ),
        ],
      );
    }
    for (const { ticket, change } of effective) {
      const { ticketId, openedAt } = ticket;
      if (change === 'extended')
        tx.write('UPDATE ticket SET opened_at = least(opened_at, $2) WHERE id = $1', [ticketId, openedAt]);
      if (change === 'reopened') {
        tx.write(
          `UPDATE ticket SET status = CASE WHEN assignee_id IS NULL THEN 'pending' ELSE 'open' END, resolved_at = NULL WHERE id = $1`,
          [ticketId],
        );
      }
    }
    return adoptMessages(
      tx,
      effective.map(({ ticket }) => ticket.ticketId),
    );
  }
}

async function adoptMessages(tx: Transaction, ticketIds: string[]): Promise<string[]> {
  if (ticketIds.length === 0) return [];
  const rows = await tx.query<{ id: string }>(
    `UPDATE message m SET ticket_id = t.id, version = m.version + 1 FROM ticket t
     WHERE t.id = ANY($1::uuid[]) AND m.conversation_id = t.conversation_id AND m.ticket_id IS NULL AND m.sent_at >= t.opened_at RETURNING m.id`,
    [ticketIds],
  );
  return rows.map((row) => row.id);
}

const refreshed = `updated_at = now(), version = version + 1,
  last_message_id = (SELECT m.id FROM message m WHERE m.conversation_id = t.conversation_id AND m.ticket_id = t.id AND m.status <> 'scheduled'
    ORDER BY m.sent_at DESC, m.order_key DESC, m.id DESC LIMIT 1)`;

/** Brings tickets up to date after messages came or changed in them. */
export function refreshTickets(tx: Transaction, ticketIds: string[]): void {
  if (ticketIds.length === 0) return;
  tx.write(`UPDATE ticket t SET ${refreshed} WHERE t.id = ANY($1::uuid[])`, [[...ticketIds].sort()]);
}

/** The same after agents have answered, which takes a waiting ticket. */
export function answerTickets(tx: Transaction, answered: { ticketId: string; agentId: string }[]): void {
  tx.write(
    `UPDATE ticket t SET status = 'open', assignee_id = coalesce(t.assignee_id, a.agent_id), ${refreshed}
     FROM unnest($1::uuid[], $2::uuid[]) AS a(ticket_id, agent_id) WHERE t.id = a.ticket_id`,
    [answered.map(({ ticketId }) => ticketId), answered.map(({ agentId }) => agentId)],
  );
}
