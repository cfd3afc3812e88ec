import type { QueryRunner } from 'typeorm';

/** By name, what stands behind ON. */
export type IndexDefinitions = Readonly<Record<string, string>>;

/** Makes indexes beside the writers; one that broke off is begun anew. For migrations with `transaction = false`. */
export async function createIndexesConcurrently(runner: QueryRunner, indexes: IndexDefinitions): Promise<void> {
  // Each waits for transactions that were there before, a backup's for example. Nobody waits for it.
  await runner.query(
    `SELECT set_config('bkcrm.lock_timeout', current_setting('lock_timeout'), false), set_config('lock_timeout', '0', false)`,
  );
  for (const [name, definition] of Object.entries(indexes)) {
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${definition}`);
  }
  await runner.query(`SELECT set_config('lock_timeout', current_setting('bkcrm.lock_timeout'), false)`);
}

export async function dropIndexesConcurrently(runner: QueryRunner, names: readonly string[]): Promise<void> {
  for (const name of names) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
}
