import type { AttachmentState, MessageKind, MessageStatus } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { orderKey } from '../inbound/store/inbound-work.js';
import type { ArrivingRow } from '../inbound/store/inbound-work.js';

/**
 * Inserts messages; the unique key decides which are new. Returns the ids of those that were.
 * `salt` tells a message apart that reuses the id of somebody else's.
 */
export async function insertMessages(
  tx: Transaction,
  rows: ArrivingRow[],
  salt: (row: ArrivingRow) => string = () => '',
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const values = rows.map((row) => ({
    id: row.id,
    conversation_id: row.conversationId,
    ticket_id: row.ticketId,
    number_id: row.number.id,
    direction: row.message.fromMe ? 'out' : 'in',
    kind: row.message.kind,
    text: row.message.text,
    content: row.message.content,
    status: insertedState(row).status,
    from_me: row.message.fromMe,
    whatsapp_id: row.message.whatsappId,
    salt: salt(row),
    sender_key: row.message.senderKey,
    content_hash: row.message.contentHash,
    participant:
      row.message.participant === undefined
        ? null
        : { jid: row.message.participant.jid, name: row.message.participant.name },
    sent_at: row.message.sentAt,
    turn: row.turn,
    order_key: orderKey(row.message.fromMe, row.message.whatsappId),
    origin: row.origin,
  }));
  const inserted = await tx.query<{ id: string }>(
    `INSERT INTO message (id, conversation_id, ticket_id, number_id, direction, kind, text, content, status, from_me, whatsapp_id, salt,
       sender_key, content_hash, participant, sent_at, order_key, turn, origin)
     SELECT id, conversation_id, ticket_id, number_id, direction, kind, text, content, status, from_me, whatsapp_id, salt,
       sender_key, content_hash, participant, sent_at, order_key, turn, origin
     FROM json_to_recordset($1::json) AS r(id uuid, conversation_id uuid, ticket_id uuid, number_id uuid, direction text, kind text, text text,
       content jsonb, status text, from_me boolean, whatsapp_id text, salt text, sender_key text, content_hash text, participant jsonb,
       sent_at timestamptz, order_key text, turn int, origin text)
     ON CONFLICT DO NOTHING RETURNING id`,
    [JSON.stringify(values)],
  );
  return new Set(inserted.map((row) => row.id));
}

/** Kind and status with which a message enters the database. */
export function insertedState({ message }: ArrivingRow): { kind: MessageKind; status: MessageStatus } {
  return { kind: message.kind, status: message.fromMe ? (message.statusHint ?? 'sent') : 'received' };
}

/** Files that belong to messages just inserted. */
export function insertAttachments(
  tx: Transaction,
  attachments: {
    id: string;
    messageId: string;
    state: AttachmentState;
    object: string | null;
    mimeType: string | null;
    fileName: string | null;
    size: number | null;
    source: unknown;
  }[],
): void {
  if (attachments.length === 0) return;
  tx.write(
    `INSERT INTO attachment (id, message_id, state, mime_type, file_name, size, object, source)
     SELECT id, "messageId", state, "mimeType", "fileName", size, object, source
     FROM json_to_recordset($1::json) AS r(id uuid, "messageId" uuid, state text, "mimeType" text, "fileName" text, size bigint, object text, source jsonb)`,
    [JSON.stringify(attachments)],
  );
}
