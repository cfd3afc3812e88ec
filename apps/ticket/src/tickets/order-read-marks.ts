import { exchanges, MarkMessagesRead } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { writeOutbox } from '@bkcrm/outbox';

/** Older unread messages are of no interest to their author any more. */
const mostAtOnce = 100;

/**
 * Has WhatsApp told that the customer's messages up to a moment were read, each once: whichever agent reads first tells.
 * Addresses are phones, because WhatsApp's receipt for a LID is lost on the way; a customer without a known phone is not told.
 */
export async function orderReadMarks(tx: Transaction, ticketId: string, readUpTo: Date): Promise<void> {
  const [chat] = await tx.query<{ id: string; numberId: string; readUpTo: Date | null; remoteJid: string | null }>(
    `SELECT c.id, c.number_id AS "numberId", c.read_up_to AS "readUpTo",
       CASE WHEN c.address LIKE '%@s.whatsapp.net' THEN c.address ELSE p.phone || '@s.whatsapp.net' END AS "remoteJid"
     FROM ticket t JOIN conversation c ON c.id = t.conversation_id JOIN contact p ON p.id = t.contact_id
     WHERE t.id = $1 AND c.kind = 'person' FOR NO KEY UPDATE OF c`,
    [ticketId],
  );
  if (chat === undefined || chat.remoteJid === null || (chat.readUpTo !== null && chat.readUpTo >= readUpTo)) return;
  const { remoteJid, numberId } = chat;
  const unread = await tx.query<{ whatsappId: string }>(
    `SELECT whatsapp_id AS "whatsappId" FROM message WHERE conversation_id = $1 AND direction = 'in' AND whatsapp_id IS NOT NULL
       AND origin <> 'history' AND kind <> 'call' AND received_at <= $2 AND received_at > coalesce($3::timestamptz, '-infinity')
     ORDER BY received_at DESC LIMIT ${mostAtOnce}`,
    [chat.id, readUpTo, chat.readUpTo],
  );
  await tx.query('UPDATE conversation SET read_up_to = $2 WHERE id = $1', [chat.id, readUpTo]);
  if (unread.length === 0) return;
  const { type } = MarkMessagesRead;
  const body: MarkMessagesRead = { numberId, messages: unread.map(({ whatsappId }) => ({ whatsappId, remoteJid })) };
  writeOutbox(tx, [{ exchange: exchanges.commands, routingKey: type, type, body }]);
}
