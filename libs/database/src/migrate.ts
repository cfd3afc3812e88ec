import type { DatabaseOptions } from './data-source.js';
import { createMigrationDataSource } from './data-source.js';

/** Any fixed number: replicas that start together migrate one after the other. */
const migrationLock = 7_305_001;

/**
 * The services' roles. Each owns the schema of the same name; `gateway` may read the others', which their migrations grant.
 * `backup` owns nothing, reads everything and writes nothing.
 */
export const roles = {
  ticket: 'bkcrm_ticket',
  sender: 'bkcrm_sender',
  gateway: 'bkcrm_gateway',
  backup: 'bkcrm_backup',
} as const;

/**
 * Creates the roles and the service's schema if missing, then runs its migrations, one process at a time.
 * @returns names of the migrations that ran
 */
export async function migrate(options: DatabaseOptions): Promise<string[]> {
  const dataSource = createMigrationDataSource(options);
  await dataSource.initialize();
  try {
    const runner = dataSource.createQueryRunner();
    await runner.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    for (const role of Object.values(roles)) {
      await runner.query(
        `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
      );
      await runner.query(`GRANT ${role} TO CURRENT_USER`);
    }
    await runner.query(`CREATE SCHEMA IF NOT EXISTS ${options.schema} AUTHORIZATION ${options.role}`);
    await runner.release();
    const ran = await withSearchPath(dataSource, options, () => dataSource.runMigrations({ transaction: 'each' }));
    return ran.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}

/** Tables are created by the service's own role, so that it owns them. The pool has one connection: the settings stay. */
async function withSearchPath<T>(
  dataSource: { query(sql: string): Promise<unknown> },
  options: DatabaseOptions,
  work: () => Promise<T>,
): Promise<T> {
  await dataSource.query(`SET ROLE ${options.role}`);
  await dataSource.query(`SET search_path TO ${options.schema}`);
  return work();
}
