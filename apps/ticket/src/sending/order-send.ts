import type { ContactCard, MessageContent, MessageKind, SendableContent, SendMessage } from '@bkcrm/contracts';
import { exchanges, fileKinds, SendMessage as SendMessageCommand } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { writeOutbox } from '@bkcrm/outbox';
import { traceparentHeader } from '@bkcrm/tracing';
import { countInLedger } from '../ledger/count-in-ledger.js';

/** A message that was given its place in the send queue of its conversation. */
export interface QueuedMessage {
  id: string;
  numberId: string;
  conversationId: string;
  storedAt: Date;
  position: number;
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  quotedFromMe: boolean | null;
  /** Where messages of the conversation go. */
  address: string;
  /** When the one before it was handed over. */
  previousQueuedAt: Date | null;
  /** When the contact last wrote; null: never. */
  lastInAt: Date | null;
}

interface File {
  object: string;
  mimeType: string | null;
  fileName: string | null;
  size: string | null;
}

/**
 * Parts of a statement that stores or changes messages, `m`, and gives each the next place of its conversation: what goes before it, and
 * what it returns.
 */
export const nextPlaces = (conversationIds: string, now: string): string => `
  before AS (SELECT id, last_ordered_at FROM conversation WHERE id IN (${conversationIds}) ORDER BY id FOR NO KEY UPDATE),
  placed AS (
    UPDATE conversation c SET last_position = last_position + 1, last_turn = last_turn + 1, last_ordered_at = ${now} FROM before WHERE c.id = before.id
    RETURNING c.id, c.address, c.last_position AS position, c.last_turn AS turn, before.last_ordered_at AS previous)`;
// `<> 'out'` and not `= 'in'`: that is the condition of a partial index, all of which a plan may then read to find what one conversation has.
export const queuedColumns = `m.id, m.number_id AS "numberId", m.conversation_id AS "conversationId", m.received_at AS "storedAt", m.position, m.kind, m.text, m.content,
  (SELECT address FROM placed WHERE placed.id = m.conversation_id) AS address,
  (SELECT previous FROM placed WHERE placed.id = m.conversation_id) AS "previousQueuedAt",
  (SELECT q.from_me FROM message q WHERE m.content ? 'quoted' AND q.conversation_id = m.conversation_id AND q.number_id = m.number_id
     AND q.whatsapp_id = m.content->'quoted'->>'whatsappId' LIMIT 1) AS "quotedFromMe",
  (SELECT i.sent_at FROM message i WHERE i.conversation_id = m.conversation_id AND i.direction <> 'out' ORDER BY i.sent_at DESC LIMIT 1) AS "lastInAt"`;

/** For so long after a contact wrote, what we send is an answer. Milliseconds. */
const answerWithinMs = 24 * 3_600_000;

/**
 * Hands messages over for sending that have their places.
 * @param traceparents by message id, of those that are part of another trace than what is being done now
 */
export async function orderSends(
  tx: Transaction,
  messages: QueuedMessage[],
  { now, expiresAt }: { now: Date; expiresAt: Date },
  traceparents: ReadonlyMap<string, string | undefined> = new Map(),
): Promise<void> {
  if (messages.length === 0) return;
  const commands = await Promise.all(messages.map((message) => commandFor(tx, message, now, expiresAt)));
  countInLedger(
    tx,
    messages.map(({ numberId, storedAt }) => ({ numberId, what: 'ordered', storedAt })),
  );
  writeCommands(tx, commands, traceparents);
}

async function commandFor(tx: Transaction, message: QueuedMessage, now: Date, expiresAt: Date): Promise<SendMessage> {
  const { id, numberId, conversationId, position, content, address, previousQueuedAt, lastInAt } = message;
  const quotedId = content.quoted?.whatsappId;
  return {
    commandId: id,
    numberId,
    conversationId,
    position,
    ...(previousQueuedAt === null ? {} : { previousQueuedAt: previousQueuedAt.toISOString() }),
    recipient: address,
    content: await contentOf(tx, message),
    ...(quotedId == null
      ? {}
      : { quoted: { whatsappId: quotedId, remoteJid: address, fromMe: message.quotedFromMe ?? false } }),
    purpose: lastInAt !== null && Number(now) - Number(lastInAt) <= answerWithinMs ? 'reply' : 'outreach',
    firstContact: lastInAt === null,
    queuedAt: now.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/**
 * Writes commands of the send queue into the outbox.
 * @param traceparents by command id, of those that are part of another trace than what is being done now
 */
export function writeCommands(
  tx: Transaction,
  commands: SendMessage[],
  traceparents: ReadonlyMap<string, string | undefined> = new Map(),
): void {
  const { type } = SendMessageCommand;
  writeOutbox(
    tx,
    commands.map((body) => {
      const traceparent = traceparents.get(body.commandId);
      const headers = traceparent === undefined ? undefined : { [traceparentHeader]: traceparent };
      return { exchange: exchanges.commands, routingKey: type, type, body, headers };
    }),
  );
}

async function contentOf(tx: Transaction, { id, kind, text, content }: QueuedMessage): Promise<SendableContent> {
  const fileKind = fileKinds.find((known) => known === kind);
  if (fileKind !== undefined) {
    const { object, mimeType, fileName, size } = await findFile(tx, id);
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

async function findFile(tx: Transaction, messageId: string): Promise<File> {
  const [file] = await tx.query<File>(
    `SELECT object, mime_type AS "mimeType", file_name AS "fileName", size FROM attachment WHERE message_id = $1 AND object IS NOT NULL`,
    [messageId],
  );
  if (file === undefined) throw new Error('a message to be sent has lost its file');
  return file;
}

const cardOf = ({ name, phones, organization, emails }: ContactCard) => ({
  name,
  phone: phones[0]?.number ?? '',
  organization,
  email: emails?.[0],
});
