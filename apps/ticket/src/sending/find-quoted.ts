import type { QuotedMessage } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { refusals } from '../requests/refusals.js';

const longestPreview = 500;

/**
 * What a new message quotes. A message that WhatsApp does not know yet cannot be quoted there; it is only shown as quoted.
 * @throws RequestRefused `message.quoted-not-found`
 */
export async function findQuoted(
  tx: Transaction,
  conversationId: string,
  messageId: string | undefined,
): Promise<QuotedMessage | undefined> {
  if (messageId === undefined) return undefined;
  const [quoted] = await tx.query<QuotedMessage>(
    `SELECT whatsapp_id AS "whatsappId", kind, left(text, $3) AS text FROM message WHERE id = $1 AND conversation_id = $2`,
    [messageId, conversationId, longestPreview],
  );
  if (quoted === undefined) throw refusals.quotedNotFound();
  return quoted;
}
