import type { MigrationInterface, QueryRunner } from 'typeorm';

const indexes = {
  message_words: `message USING gin (message_words(text, content->'media'->>'fileName', sent_at)) WHERE deleted_at IS NULL`,
  contact_words: 'contact USING gin (contact_words(name, phone)) WHERE merged_into IS NULL',
};

/** Words as they stand in the rows: what is deleted, edited, merged or erased is so here by itself. */
export class IndexSearchWords1767100100000 implements MigrationInterface {
  /** Made beside the writers; one that broke off is begun anew. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // It waits for transactions that were there before, a backup's for example. Nobody waits for it.
    await runner.query(
      `SELECT set_config('bkcrm.lock_timeout', current_setting('lock_timeout'), false), set_config('lock_timeout', '0', false)`,
    );
    for (const [name, columns] of Object.entries(indexes)) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${columns}`);
    }
    await runner.query(`SELECT set_config('lock_timeout', current_setting('bkcrm.lock_timeout'), false)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(indexes)) await runner.query(`DROP INDEX CONCURRENTLY ${name}`);
  }
}
