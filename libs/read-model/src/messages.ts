import type {
  ActResource,
  AttachmentState,
  MessageContent,
  MessageKind,
  MessageResource,
  MessageStatus,
  MessageWarning,
  Page,
  ReactionResource,
} from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { addressesOf } from './attachments.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { ticketScope } from './scope.js';
import type { Principal } from './scope.js';

interface MessageRow {
  id: string;
  ticket_id: string | null;
  conversation_id: string;
  direction: 'in' | 'out';
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  status: MessageStatus;
  failure: { code: string; message: string } | null;
  warning: MessageWarning | null;
  recovered: boolean;
  sent_at: Date;
  sent_at_text: string;
  order_key: string;
  received_at: Date;
  whatsapp_id: string | null;
  client_id: string | null;
  author_id: string | null;
  author_name: string | null;
  participant: { jid: string; name: string | null } | null;
  quoted_message_id: string | null;
  attachment_id: string | null;
  attachment_state: AttachmentState;
  attachment_failure: { code: string; message: string } | null;
  mime_type: string | null;
  file_name: string | null;
  size: string | null;
  reactions: ReactionResource[] | null;
  scheduled_for: Date | null;
  resend_of: string | null;
  turn: number | null;
  acts: ActResource[] | null;
  edited_at: Date | null;
  deleted_at: Date | null;
  version: number;
}

const columns = `m.id, m.ticket_id, m.conversation_id, m.direction, m.kind, m.text, m.content, m.status, m.failure, m.warning, m.origin = 'backfill' AS recovered, m.sent_at,
  m.sent_at::text AS sent_at_text, m.order_key, m.received_at, m.whatsapp_id, m.client_id, m.author_id, a.name AS author_name, m.participant,
  (SELECT q.id FROM ticket.message q WHERE m.content ? 'quoted' AND q.number_id = m.number_id AND q.conversation_id = m.conversation_id
     AND q.whatsapp_id = m.content->'quoted'->>'whatsappId' LIMIT 1) AS quoted_message_id,
  f.id AS attachment_id, f.state AS attachment_state, f.failure AS attachment_failure, f.mime_type, f.file_name, f.size,
  (SELECT json_agg(json_build_object('by', r.by, 'emoji', r.emoji, 'at', r.at) ORDER BY r.at, r.by) FROM ticket.reaction r
     WHERE r.message_id = m.id AND r.emoji <> '') AS reactions,
  (SELECT json_agg(json_build_object('id', x.id, 'kind', x.kind, 'status', x.status, 'failure', x.failure,
       'text', CASE WHEN x.kind = 'edit' THEN x.text END, 'emoji', CASE WHEN x.kind = 'reaction' THEN x.text END,
       'author', json_build_object('id', b.id, 'name', b.name), 'at', x.created_at) ORDER BY x.position)
     FROM (SELECT DISTINCT ON (k.kind) k.* FROM ticket.act k WHERE k.message_id = m.id ORDER BY k.kind, k.position DESC) x
     JOIN ticket.agent b ON b.id = x.author_id WHERE x.status <> 'sent') AS acts,
  m.scheduled_for, m.resend_of, m.turn, m.edited_at, m.deleted_at, m.version`;

const joins = `ticket.message m LEFT JOIN ticket.agent a ON a.id = m.author_id LEFT JOIN ticket.attachment f ON f.message_id = m.id`;

export interface MessagePage {
  cursor?: string;
  /** 1 to 200. */
  limit: number;
}

/**
 * Messages of the ticket's whole conversation (earlier tickets and history too), the newest first.
 * Undefined when the ticket does not exist or may not be seen.
 */
export async function listTicketMessages(
  db: Queryable,
  principal: Principal,
  ticketId: string,
  page: MessagePage,
): Promise<Page<MessageResource> | undefined> {
  const conversationId = await findTicketConversation(db, principal, ticketId);
  if (conversationId === undefined) return undefined;
  const { items, isComplete } = await readConversation(db, conversationId, page);
  return {
    items: items.map(({ message }) => message),
    nextCursor: isComplete ? null : (items.at(-1)?.cursor ?? null),
  };
}

/** The conversation of a ticket, or undefined when the ticket does not exist or may not be seen. */
export async function findTicketConversation(
  db: Queryable,
  principal: Principal,
  ticketId: string,
): Promise<string | undefined> {
  const scope = ticketScope(principal, 1);
  const [ticket] = await db.query<{ conversation_id: string }>(
    `SELECT t.conversation_id FROM ticket.ticket t WHERE ${scope.sql} AND t.id = $4::uuid`,
    [...scope.parameters, ticketId],
  );
  return ticket?.conversation_id;
}

/** A message, and what a page must be asked with that goes on after it. */
export interface PlacedMessage {
  message: MessageResource;
  cursor: string;
}

/** Messages of a conversation, the newest first. Whoever asks has found that the principal may see it. */
export async function readConversation(
  db: Queryable,
  conversationId: string,
  page: MessagePage,
): Promise<{ items: PlacedMessage[]; isComplete: boolean }> {
  const parameters: unknown[] = [conversationId];
  let before = '';
  if (page.cursor !== undefined) {
    parameters.push(...decodeCursor(page.cursor, 3));
    before = 'AND (m.sent_at, m.order_key, m.id) < ($2::timestamptz, $3, $4::uuid)';
  }
  const rows = await db.query<MessageRow>(
    `SELECT ${columns} FROM ${joins} WHERE m.conversation_id = $1::uuid ${before}
     ORDER BY m.sent_at DESC, m.order_key DESC, m.id DESC LIMIT ${page.limit + 1}`,
    parameters,
  );
  const items = rows.slice(0, page.limit).map((row) => ({
    message: toMessageResource(row),
    cursor: encodeCursor(row.sent_at_text, row.order_key, row.id),
  }));
  return { items, isComplete: rows.length <= page.limit };
}

/** Messages as events carry them. For the service that writes them. */
export async function loadMessages(db: Queryable, ids: string[]): Promise<Map<string, MessageResource>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<MessageRow>(`SELECT ${columns} FROM ${joins} WHERE m.id = ANY($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, toMessageResource(row)]));
}

/** A deleted message keeps its place and loses its content. */
function toMessageResource(row: MessageRow): MessageResource {
  const deleted = row.deleted_at !== null;
  return {
    id: row.id,
    ticketId: row.ticket_id,
    conversationId: row.conversation_id,
    direction: row.direction,
    kind: row.kind,
    text: deleted ? null : row.text,
    content: deleted ? {} : row.content,
    status: row.status,
    failure: row.failure,
    warning: row.warning,
    sentAt: row.sent_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    recovered: row.recovered,
    whatsappId: row.whatsapp_id,
    clientId: row.client_id,
    author: row.author_id === null ? null : { id: row.author_id, name: row.author_name ?? '' },
    participant: row.participant,
    quotedMessageId: row.quoted_message_id,
    attachment:
      row.attachment_id === null || deleted
        ? null
        : {
            id: row.attachment_id,
            state: row.attachment_state,
            failure: row.attachment_failure,
            mimeType: row.mime_type,
            fileName: row.file_name,
            size: row.size === null ? null : Number(row.size),
            ...addressesOf(row.attachment_id, row.attachment_state, row.mime_type),
          },
    reactions: row.reactions ?? [],
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    scheduledFor: row.scheduled_for?.toISOString() ?? null,
    resendOf: row.resend_of,
    turn: row.turn,
    acts: (row.acts ?? []).map((act) => ({ ...act, at: new Date(act.at).toISOString() })),
    version: row.version,
  };
}
