import type { Database } from '@bkcrm/database';

/** Deletes what was sent more than a day ago, a part at a time. */
export async function forgetSent(database: Database): Promise<void> {
  await database.query(
    `DELETE FROM outbox_message WHERE id IN (
       SELECT id FROM outbox_message WHERE sent_at < now() - interval '24 hours' ORDER BY sent_at LIMIT 5000)`,
  );
}
