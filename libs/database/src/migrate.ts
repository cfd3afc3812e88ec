import type { DatabaseOptions } from './data-source.js';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { createMigrationDataSource } from './data-source.js';
import { sqlStateOf } from './errors.js';

/**
 * Milliseconds that a migration may wait for a lock, and everybody else with it who comes after: whoever uses the table meanwhile is
 * not held up for longer. Then the migration gives way, and begins anew.
 */
const lockTimeout = 1_000;
const betweenTries = 2_000;
const betweenTurns = 200;
/** A table that is never free for ten minutes is no matter of waiting. */
const tries = 200;
const lockNotAvailable = '55P03';

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
 * Services of the release before may be running all the while: no statement waits long for a lock.
 * @returns names of the migrations that ran
 */
export async function migrate(options: DatabaseOptions): Promise<string[]> {
  const dataSource = createMigrationDataSource(options);
  await dataSource.initialize();
  try {
    const runner = dataSource.createQueryRunner();
    await takeTurn(runner);
    for (const role of Object.values(roles)) {
      await runner.query(
        `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
      );
      await runner.query(`GRANT ${role} TO CURRENT_USER`);
    }
    await runner.query(`CREATE SCHEMA IF NOT EXISTS ${options.schema} AUTHORIZATION ${options.role}`);
    await runner.release();
    return await withSearchPath(dataSource, options, () => runPatiently(dataSource));
  } finally {
    await dataSource.destroy();
  }
}

/** Asks again instead of waiting in the database: an index that is made concurrently waits for every statement, this one too. */
async function takeTurn(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS taken', [migrationLock])) as {
      taken: boolean;
    }[];
    if (row?.taken === true) return;
    await pause(betweenTurns);
  }
}

/** Those that are done stay done: each is a transaction of its own (or, with `transaction = false`, safe to repeat). */
async function runPatiently(dataSource: DataSource): Promise<string[]> {
  const before = await executed(dataSource);
  await dataSource.query(`SET lock_timeout TO ${lockTimeout}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dataSource.runMigrations({ transaction: 'each' });
      return (await executed(dataSource)).filter((name) => !before.includes(name));
    } catch (error) {
      if (sqlStateOf(error) !== lockNotAvailable || attempt >= tries) throw error;
    }
    await pause(betweenTries);
  }
}

async function executed(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ name: string | null }[]>(`SELECT to_regclass('migration') AS name`);
  if (table?.name == null) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migration ORDER BY id');
  return rows.map(({ name }) => name);
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
