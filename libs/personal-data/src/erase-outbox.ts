import type { Transaction } from '@bkcrm/database';

/**
 * Removes messages of the service's own outbox, sent or not, that were written until a moment and name one of these words anywhere:
 * phones and LIDs in digits, ids. What a relay has in hand is waited for.
 */
export async function eraseOutbox(tx: Transaction, words: readonly string[], until: Date): Promise<void> {
  if (words.length === 0) return;
  // Words are digits, letters, `-` and `_` only: nothing in them means anything to a pattern.
  const pattern = `(^|[^A-Za-z0-9_-])(${words.filter((word) => /^[\w-]+$/.test(word)).join('|')})($|[^A-Za-z0-9_-])`;
  await tx.query('DELETE FROM outbox_message WHERE created_at <= $2 AND body::text ~ $1', [pattern, until]);
}
