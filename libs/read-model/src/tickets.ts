import type { MessageKind, MessageStatus, Page, TicketResource, TicketStatus } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { decodeCursor, encodeCursor } from './cursor.js';
import { nameOfContact } from './name-of-contact.js';
import { ticketScope } from './scope.js';
import type { Principal } from './scope.js';

interface TicketRow {
  id: string;
  number: number;
  status: TicketStatus;
  opened_at: Date;
  resolved_at: Date | null;
  merged_into: string | null;
  last_turn: number;
  updated_at: Date;
  /** With microseconds, which a Date loses: for the cursor. */
  updated_at_text: string;
  version: number;
  contact_id: string;
  contact_name: string | null;
  contact_phone: string | null;
  avatar_url: string | null;
  number_id: string;
  number_name: string;
  instance_name: string;
  number_phone: string | null;
  department_id: string | null;
  department_name: string | null;
  assignee_id: string | null;
  assignee_name: string | null;
  last_id: string | null;
  last_direction: 'in' | 'out';
  last_kind: MessageKind;
  last_text: string | null;
  last_status: MessageStatus;
  last_sent_at: Date;
  last_deleted: boolean;
  unread?: number;
}

const columns = `t.id, t.number, t.status, t.opened_at, t.resolved_at, t.merged_into, v.last_turn, t.updated_at, t.updated_at::text AS updated_at_text, t.version,
  c.id AS contact_id, c.name AS contact_name, c.phone AS contact_phone, c.avatar_url,
  n.id AS number_id, n.name AS number_name, n.instance_name, n.phone AS number_phone,
  d.id AS department_id, d.name AS department_name, a.id AS assignee_id, a.name AS assignee_name,
  m.id AS last_id, m.direction AS last_direction, m.kind AS last_kind, left(m.text, 200) AS last_text, m.status AS last_status,
  m.sent_at AS last_sent_at, m.deleted_at IS NOT NULL AS last_deleted`;

const joins = `ticket.ticket t
  JOIN ticket.contact c ON c.id = t.contact_id
  JOIN ticket.conversation v ON v.id = t.conversation_id
  JOIN ticket.whatsapp_number n ON n.id = t.number_id
  LEFT JOIN ticket.department d ON d.id = t.department_id
  LEFT JOIN ticket.agent a ON a.id = t.assignee_id
  LEFT JOIN ticket.message m ON m.id = t.last_message_id`;

const unreadOf = (
  agent: number,
): string => `(SELECT count(*)::int FROM ticket.message u WHERE u.ticket_id = t.id AND u.direction = 'in'
  AND u.received_at > coalesce((SELECT r.read_up_to FROM ticket.ticket_read r WHERE r.ticket_id = t.id AND r.agent_id = $${agent}::uuid), '-infinity')) AS unread`;

export interface TicketFilter {
  status?: TicketStatus[];
  numberId?: string;
  departmentId?: string;
  /** An agent's id, or `none` for tickets that nobody has. */
  assigneeId?: string;
  contactId?: string;
  cursor?: string;
  /** 1 to 200. */
  limit: number;
}

/** Tickets, the most recently changed first. */
export async function listTickets(
  db: Queryable,
  principal: Principal,
  filter: TicketFilter,
): Promise<Page<TicketResource>> {
  const scope = ticketScope(principal, 1);
  const parameters: unknown[] = [...scope.parameters];
  const conditions = [scope.sql];
  const add = (condition: (place: string) => string, value: unknown): void => {
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  if (filter.status !== undefined) add((place) => `t.status = ANY(${place}::text[])`, filter.status);
  if (filter.numberId !== undefined) add((place) => `t.number_id = ${place}::uuid`, filter.numberId);
  if (filter.departmentId !== undefined) add((place) => `t.department_id = ${place}::uuid`, filter.departmentId);
  if (filter.contactId !== undefined) add((place) => `t.contact_id = ${place}::uuid`, filter.contactId);
  if (filter.assigneeId === 'none') conditions.push('t.assignee_id IS NULL');
  else if (filter.assigneeId !== undefined) add((place) => `t.assignee_id = ${place}::uuid`, filter.assigneeId);
  if (filter.cursor !== undefined) {
    const [updatedAt, id] = decodeCursor(filter.cursor, 2);
    parameters.push(updatedAt, id);
    conditions.push(`(t.updated_at, t.id) < ($${parameters.length - 1}::timestamptz, $${parameters.length}::uuid)`);
  }
  const rows = await db.query<TicketRow>(
    `SELECT ${columns}, ${unreadOf(2)} FROM ${joins} WHERE ${conditions.join(' AND ')}
     ORDER BY t.updated_at DESC, t.id DESC LIMIT ${filter.limit + 1}`,
    parameters,
  );
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    items: page.map(toTicketResource),
    nextCursor: rows.length > filter.limit && last !== undefined ? encodeCursor(last.updated_at_text, last.id) : null,
  };
}

/** One ticket, or undefined when it does not exist or may not be seen: the two look alike from outside. */
export async function findTicket(
  db: Queryable,
  principal: Principal,
  ticketId: string,
): Promise<TicketResource | undefined> {
  const scope = ticketScope(principal, 1);
  const [row] = await db.query<TicketRow>(
    `SELECT ${columns}, ${unreadOf(2)} FROM ${joins} WHERE ${scope.sql} AND t.id = $4::uuid`,
    [...scope.parameters, ticketId],
  );
  return row === undefined ? undefined : toTicketResource(row);
}

/** Where the customer of a ticket is reached. For a ticket that whoever asks was found to see. */
export async function findChat(
  db: Queryable,
  ticketId: string,
): Promise<{ numberId: string; recipient: string } | undefined> {
  const [chat] = await db.query<{ numberId: string; recipient: string }>(
    `SELECT c.number_id AS "numberId", c.address AS recipient FROM ticket.ticket t
     JOIN ticket.conversation c ON c.id = t.conversation_id WHERE t.id = $1`,
    [ticketId],
  );
  return chat;
}

/** Tickets as events carry them: without what is personal. For the service that writes them. */
export async function loadTickets(db: Queryable, ids: string[]): Promise<Map<string, TicketResource>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<TicketRow>(`SELECT ${columns} FROM ${joins} WHERE t.id = ANY($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, toTicketResource(row)]));
}

function toTicketResource(row: TicketRow): TicketResource {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    contact: {
      id: row.contact_id,
      name: nameOfContact(row.contact_name, row.contact_phone),
      phone: row.contact_phone,
      avatarUrl: row.avatar_url,
    },
    whatsappNumber: {
      id: row.number_id,
      name: row.number_name,
      instanceName: row.instance_name,
      phone: row.number_phone,
    },
    department: row.department_id === null ? null : { id: row.department_id, name: row.department_name ?? '' },
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    lastMessage:
      row.last_id === null
        ? null
        : {
            id: row.last_id,
            direction: row.last_direction,
            kind: row.last_kind,
            text: row.last_deleted ? null : row.last_text,
            status: row.last_status,
            sentAt: row.last_sent_at.toISOString(),
            deleted: row.last_deleted,
          },
    ...(row.unread === undefined ? {} : { unread: row.unread }),
    openedAt: row.opened_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    mergedInto: row.merged_into,
    turn: row.last_turn,
    updatedAt: row.updated_at.toISOString(),
    version: row.version,
  };
}
