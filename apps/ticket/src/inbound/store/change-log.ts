import type { Audience, TicketResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages, loadTickets, ticketAudience } from '@bkcrm/read-model';
import type { Merge } from '../../contacts/merge-contacts.js';
import type { EventRecorder } from '../../event-log/event-recorder.js';
import { insertedState } from '../../messages/insert-messages.js';
import { outcomesReached } from '../../metrics/domain/outcomes-reached.js';
import type { CountedMessage, MessageCounter } from '../../metrics/message-counter.js';
import type { StatusStep } from '../../messages/change-messages.js';
import { audienceOf } from '../../tickets/record-ticket-event.js';
import type { ArrivingRow, Cause } from './inbound-work.js';

const noCause: Cause = { receivedAt: null, traceparent: null };

/** Remembers what a transaction created and changed, and records the events in the end, from the rows as they then stand. */
export class ChangeLog {
  /** Tickets in which something came or changed. */
  readonly ticketIds = new Set<string>();
  /** Who could see a ticket when the transaction began; null for one that did not exist. */
  readonly audienceBefore = new Map<string, Audience | null>();
  private readonly quietTicketIds = new Set<string>();
  /** Conversations into which messages without a ticket came. */
  private readonly quietConversationIds = new Set<string>();
  private readonly messages = new Map<string, { event: 'message.created' | 'message.updated'; cause: Cause }>();
  private readonly counted: CountedMessage[] = [];
  private recovered = 0;
  private readonly causeOfTicket = new Map<string, Cause>();

  constructor(
    private readonly tx: Transaction,
    private readonly events: EventRecorder,
    counter: MessageCounter,
  ) {
    tx.afterCommit(() => {
      counter.add(this.counted);
      counter.addRecovered(this.recovered);
    });
  }

  /** Of the messages that came, those that are new. */
  addCreated(rows: ArrivingRow[], arrivals: ArrivingRow[]): void {
    for (const row of arrivals) {
      const { kind, status } = insertedState(row);
      const outcomes = rows.includes(row) ? outcomesReached(null, status) : (['duplicate'] as const);
      this.counted.push(...outcomes.map((outcome) => ({ kind, status: outcome })));
    }
    this.recovered += rows.filter(({ origin }) => origin === 'backfill').length;
    for (const row of rows) {
      if (row.ticketId === null) {
        this.quietConversationIds.add(row.conversationId);
        continue;
      }
      this.messages.set(row.id, { event: 'message.created', cause: row.cause });
      this.ticketIds.add(row.ticketId);
      this.causeOfTicket.set(row.ticketId, row.cause);
    }
  }

  addDuplicates(arrivals: ArrivingRow[]): void {
    this.counted.push(...arrivals.map((row) => ({ kind: insertedState(row).kind, status: 'duplicate' as const })));
  }

  /** Messages that had no ticket until now: nobody has been told of them. */
  addAdopted(messageIds: string[], rows: ArrivingRow[]): void {
    for (const id of messageIds)
      if (!this.messages.has(id)) this.messages.set(id, { event: 'message.created', cause: rows[0]?.cause ?? noCause });
  }

  addRemoved(message: { id: string; ticketId: string | null }, audience: Audience): void {
    const { id, ticketId } = message;
    this.events.add({
      type: 'message.removed',
      data: { id, ticketId },
      ticketId,
      audienceBefore: audience,
      audienceAfter: audience,
    });
    if (ticketId !== null) this.ticketIds.add(ticketId);
  }

  addChanged(messages: { id: string; ticketId: string | null }[], cause: Cause = noCause): void {
    for (const message of messages) {
      if (message.ticketId !== null && !this.messages.has(message.id))
        this.messages.set(message.id, { event: 'message.updated', cause });
    }
  }

  addSteps(steps: StatusStep[]): void {
    for (const { kind, before, after } of steps)
      this.counted.push(...outcomesReached(before, after).map((status) => ({ kind, status })));
  }

  addMerge(merge: Merge): void {
    for (const id of merge.ticketIds) this.ticketIds.add(id);
    for (const id of merge.messageIds) this.messages.set(id, { event: 'message.updated', cause: noCause });
  }

  /** A contact's name or picture is part of its tickets. Only those that somebody works on are worth telling. */
  async addContacts(contactIds: string[]): Promise<void> {
    if (contactIds.length === 0) return;
    const rows = await this.tx.query<{ id: string }>(
      `UPDATE ticket SET version = version + 1 WHERE contact_id = ANY($1::uuid[]) AND status IN ('pending', 'open') AND id <> ALL($2::uuid[]) RETURNING id`,
      [contactIds, [...this.ticketIds]],
    );
    for (const row of rows) this.quietTicketIds.add(row.id);
  }

  async record(): Promise<void> {
    const tickets = await loadTickets(this.tx, [...this.ticketIds, ...this.quietTicketIds]);
    const messages = await loadMessages(this.tx, [...this.messages.keys()]);
    for (const ticket of tickets.values()) {
      const after = audienceOf(ticket);
      const before = this.audienceBefore.has(ticket.id) ? (this.audienceBefore.get(ticket.id) ?? null) : after;
      const type = before === null ? 'ticket.created' : 'ticket.updated';
      const cause = this.causeOfTicket.get(ticket.id) ?? noCause;
      this.events.add({
        type,
        data: ticket,
        ticketId: ticket.id,
        audienceBefore: before,
        audienceAfter: after,
        ...cause,
      });
    }
    const audiences = await this.audiences(
      tickets,
      [...messages.values()].flatMap((message) => message.ticketId ?? []),
    );
    for (const message of messages.values()) {
      const known = this.messages.get(message.id);
      const audience = message.ticketId === null ? undefined : audiences.get(message.ticketId);
      if (known === undefined || audience === undefined) {
        this.quietConversationIds.add(message.conversationId);
        continue;
      }
      this.events.add({
        type: known.event,
        data: message,
        ticketId: message.ticketId,
        audienceBefore: known.event === 'message.created' ? null : audience,
        audienceAfter: audience,
        ...known.cause,
      });
    }
    await this.recordQuietConversations();
  }

  /** For whoever may see one of a conversation's tickets. One without tickets is nobody's to see. */
  private async recordQuietConversations(): Promise<void> {
    const ids = [...this.quietConversationIds];
    if (ids.length === 0) return;
    const tickets = await this.tx.query<{ id: string; departmentId: string | null; assigneeId: string | null }>(
      `SELECT DISTINCT conversation_id AS id, department_id AS "departmentId", assignee_id AS "assigneeId"
       FROM ticket WHERE conversation_id = ANY($1::uuid[])`,
      [ids],
    );
    for (const id of ids) {
      const audiences = tickets.filter((ticket) => ticket.id === id).map(ticketAudience);
      if (audiences.length === 0) continue;
      const audienceAfter = {
        everyone: audiences.some(({ everyone }) => everyone),
        departmentIds: audiences.flatMap(({ departmentIds }) => departmentIds),
        agentIds: audiences.flatMap(({ agentIds }) => agentIds),
      };
      this.events.add({
        type: 'conversation.changed',
        data: { id },
        ticketId: null,
        audienceBefore: null,
        audienceAfter,
      });
    }
  }

  /** Who may see each ticket; those that are loaded need not be asked for. */
  private async audiences(loaded: Map<string, TicketResource>, ticketIds: string[]): Promise<Map<string, Audience>> {
    const audiences = new Map([...loaded].map(([id, ticket]) => [id, audienceOf(ticket)]));
    const ids = [...new Set(ticketIds)].filter((id) => !audiences.has(id));
    if (ids.length === 0) return audiences;
    const rows = await this.tx.query<{ id: string; departmentId: string | null; assigneeId: string | null }>(
      'SELECT id, department_id AS "departmentId", assignee_id AS "assigneeId" FROM ticket WHERE id = ANY($1::uuid[])',
      [ids],
    );
    for (const row of rows) audiences.set(row.id, ticketAudience(row));
    return audiences;
  }
}
