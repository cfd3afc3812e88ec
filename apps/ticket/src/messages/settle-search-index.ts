import type { Database } from '@bkcrm/database';

/**
 * Sorts in what the indexes of the search have only noted down so far, so that no message that comes has to wait for it: at four megabytes
 * the next insert would do it. Harmless to do twice, or at once.
 */
export async function settleSearchIndex(database: Database): Promise<void> {
  await database.query(
    `SELECT gin_clean_pending_list(name::regclass) FROM unnest('{message_words,contact_words}'::text[]) name`,
  );
}
