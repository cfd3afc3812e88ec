import type { ContactCard, MessageContent, SendableContent, SendMessage } from '@bkcrm/contracts';
import { exchanges, fileKinds, SendMessage as SendMessageCommand } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { writeOutbox } from '@bkcrm/outbox';
import { countInLedger } from '../ledger/count-in-ledger.js';

interface Row {
  numberId: string;
  storedAt: Date;
  conversationId: string;
  position: number;
  previousQueuedAt: Date | null;
  address: string;
  kind: string;
  text: string | null;
  content: MessageContent;
  object: string | null;
  mimeType: string | null;
  fileName: string | null;
  size: string | null;
  quotedFromMe: boolean | null;
  /** When the contact last wrote; null: never. */
  lastInAt: Date | null;
}

/** For so long after a contact wrote, what we send is an answer. Milliseconds. */
const answerWithinMs = 24 * 3_600_000;

/** Hands a stored message over for sending, as the next one of its conversation. Its status becomes `queued`. */
export async function orderSend(tx: Transaction, messageId: string, now: Date, expiresAt: Date): Promise<void> {
  const [row] = await tx.query<Row>(
    `WITH before AS (
       SELECT c.id, c.last_ordered_at FROM conversation c JOIN message m ON c.id = m.conversation_id WHERE m.id = $1 FOR UPDATE OF c),
     placed AS (
       UPDATE conversation c SET last_position = last_position + 1, last_turn = last_turn + 1, last_ordered_at = $2 FROM before WHERE c.id = before.id
       RETURNING c.address, c.last_position, c.last_turn, before.last_ordered_at AS "previousQueuedAt")
     UPDATE message m SET status = 'queued', position = placed.last_position, turn = placed.last_turn, sent_at = $2
     FROM placed LEFT JOIN attachment f ON f.message_id = $1 WHERE m.id = $1
     RETURNING m.number_id AS "numberId", m.received_at AS "storedAt", m.conversation_id AS "conversationId", m.position, placed."previousQueuedAt", placed.address, m.kind, m.text, m.content,
       f.object, f.mime_type AS "mimeType", f.file_name AS "fileName", f.size,
       (SELECT q.from_me FROM message q WHERE q.conversation_id = m.conversation_id AND q.number_id = m.number_id
          AND q.whatsapp_id = m.content->'quoted'->>'whatsappId' LIMIT 1) AS "quotedFromMe",
       (SELECT i.sent_at FROM message i WHERE i.conversation_id = m.conversation_id AND i.direction = 'in' ORDER BY i.sent_at DESC LIMIT 1) AS "lastInAt"`,
    [messageId, now],
  );
  if (row === undefined) throw new Error(`message ${messageId} vanished`);
  const quotedId = row.content.quoted?.whatsappId;
  const command: SendMessage = {
    commandId: messageId,
    numberId: row.numberId,
    conversationId: row.conversationId,
    position: row.position,
    ...(row.previousQueuedAt === null ? {} : { previousQueuedAt: row.previousQueuedAt.toISOString() }),
    recipient: row.address,
    content: contentOf(row),
    ...(quotedId == null
      ? {}
      : { quoted: { whatsappId: quotedId, remoteJid: row.address, fromMe: row.quotedFromMe ?? false } }),
    purpose: row.lastInAt !== null && Number(now) - Number(row.lastInAt) <= answerWithinMs ? 'reply' : 'outreach',
    firstContact: row.lastInAt === null,
    queuedAt: now.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
  countInLedger(tx, [{ numberId: row.numberId, what: 'ordered', storedAt: row.storedAt }]);
  await writeCommand(tx, command);
}

/** Writes a command of the send queue into the outbox. */
export async function writeCommand(tx: Transaction, body: SendMessage): Promise<void> {
  const { type } = SendMessageCommand;
  writeOutbox(tx, [{ exchange: exchanges.commands, routingKey: type, type, body }]);
}

function contentOf(row: Row): SendableContent {
  const { kind, text, content } = row;
  const fileKind = fileKinds.find((known) => known === kind);
  if (fileKind !== undefined) {
    const { object, mimeType, fileName, size } = row;
    if (object === null) throw new Error('a message to be sent has lost its file');
    const file = { object, mimeType: mimeType ?? '', fileName: fileName ?? 'file', size: Number(size) };
    return { kind: fileKind, ...file, ...(text === null ? {} : { caption: text }) };
  }
  if (content.location !== undefined) {
    const { latitude, longitude, name, address } = content.location;
    return { kind: 'location', latitude, longitude, name, address };
  }
  if (content.contacts !== undefined) return { kind: 'contacts', contacts: content.contacts.map(cardOf) };
  const preview = content.linkPreview === undefined ? {} : { linkPreview: content.linkPreview };
  return { kind: 'text', text: text ?? '', ...preview };
}

const cardOf = ({ name, phones, organization, emails }: ContactCard) => ({
  name,
  phone: phones[0]?.number ?? '',
  organization,
  email: emails?.[0],
});
