import type { ConversationsForgotten } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import { rememberErased } from './erase-messages.js';

/** The sender holds nothing of the person any more. What it sent last may not have been known here. Harmless to hear twice. */
export async function senderHasForgotten(
  database: Database,
  { erasureId, messageHashes }: ConversationsForgotten,
): Promise<void> {
  await database.transaction(async (tx) => {
    const [erasure] = await tx.query('SELECT 1 FROM erasure WHERE id = $1 FOR UPDATE', [erasureId]);
    if (erasure === undefined) return;
    await rememberErased(tx, erasureId, messageHashes);
    await tx.query(
      'UPDATE erasure SET sender_done_at = coalesce(sender_done_at, now()), next_attempt_at = NULL WHERE id = $1',
      [erasureId],
    );
  });
}
