import { createIndexesConcurrently, dropIndexesConcurrently } from '@bkcrm/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes = {
  message_scheduled: 'message (position, scheduled_for) WHERE scheduled_for IS NOT NULL',
  message_unanswered: 'message (number_id) WHERE whatsapp_id IS NULL AND position IS NOT NULL',
};
/** The same was found by these, which hang on the status. */
const before = {
  message_due: `message (scheduled_for) WHERE status = 'scheduled'`,
  message_unsettled: `message (number_id) WHERE status IN ('queued', 'sending', 'unknown')`,
};

/**
 * No index hangs on a message's status. One that does has every index of the table written again, the words of the search included,
 * whenever a tick turns blue: PostgreSQL updates in place (HOT) only what no index looks at, and where the page has room.
 */
export class LeaveStatusUnindexed1767200000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE message SET (fillfactor = 85)');
    await createIndexesConcurrently(runner, indexes);
    await dropIndexesConcurrently(runner, Object.keys(before));
  }

  async down(runner: QueryRunner): Promise<void> {
    await createIndexesConcurrently(runner, before);
    await dropIndexesConcurrently(runner, Object.keys(indexes));
    await runner.query('ALTER TABLE message RESET (fillfactor)');
  }
}
