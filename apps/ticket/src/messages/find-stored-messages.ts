import type { MessageContent, MessageKind, MessageStatus, MessageWarning } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';

/** A stored message as far as arriving facts can change it. */
export interface StoredMessage {
  id: string;
  numberId: string;
  conversationId: string;
  contactId: string | null;
  ticketId: string | null;
  whatsappId: string;
  fromMe: boolean;
  senderKey: string | null;
  contentHash: string | null;
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  status: MessageStatus;
  failure: { code: string; message: string } | null;
  warning: MessageWarning | null;
  sentAt: Date;
  editedAt: Date | null;
  editHash: string | null;
  deletedAt: Date | null;
}

const columns = `m.id, m.number_id AS "numberId", m.conversation_id AS "conversationId", c.contact_id AS "contactId", m.ticket_id AS "ticketId",
  m.from_me AS "fromMe", m.sender_key AS "senderKey", m.content_hash AS "contentHash", m.kind, m.text,
  m.content, m.status, m.failure, m.warning, m.sent_at AS "sentAt", m.edited_at AS "editedAt", m.deleted_at AS "deletedAt",
  (SELECT max(e.hash) FROM message_edit e WHERE e.message_id = m.id AND e.edited_at = m.edited_at) AS "editHash"`;

/** The messages that carry one of these WhatsApp ids, those salted for a collision included. */
export async function findStoredMessages(
  tx: Transaction,
  ids: { numberId: string; whatsappId: string }[],
): Promise<StoredMessage[]> {
  if (ids.length === 0) return [];
  return tx.query<StoredMessage>(
    `SELECT ${columns}, m.whatsapp_id AS "whatsappId" FROM unnest($1::uuid[], $2::text[]) AS k(number_id, whatsapp_id)
     JOIN message m ON m.number_id = k.number_id AND m.whatsapp_id = k.whatsapp_id
     JOIN conversation c ON c.id = m.conversation_id`,
    [ids.map((id) => id.numberId), ids.map((id) => id.whatsappId)],
  );
}

/** Messages by our own id, locked; one that WhatsApp has no name for yet goes by that. */
export async function findMessagesById(tx: Transaction, ids: string[]): Promise<StoredMessage[]> {
  if (ids.length === 0) return [];
  return tx.query<StoredMessage>(
    `SELECT ${columns}, coalesce(m.whatsapp_id, m.id::text) AS "whatsappId" FROM message m
     JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ANY($1::uuid[]) ORDER BY m.id FOR NO KEY UPDATE OF m`,
    [[...new Set(ids)]],
  );
}
