import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { SnakeCaseNaming } from './snake-case-naming.js';

export interface DatabaseOptions {
  url: string;
  /** The role this service works under: it owns its schema and may at most read others'. */
  role: string;
  schema: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  entities?: DataSourceOptions['entities'];
  migrations?: DataSourceOptions['migrations'];
  poolSize?: number;
  /** Milliseconds until a statement counts as lost when nothing comes back at all (20000): the server's own limits need a network to reach us. */
  silenceLimit?: number;
  /**
   * For a service whose statements find their rows by keys: each is planned once and for all values, inside transactions and outside,
   * since making a plan anew costs more than carrying it out. A plan that is kept must not read whole tables or indexes because they were small when it was made, or because nobody had counted them yet.
   */
  byKeys?: boolean;
  /** For work that reads a whole database: none of the limits of a service, which would end it. */
  unlimited?: boolean;
}

/** Server-side limits, so that no statement, lock or forgotten transaction of one process can hold up the others. Milliseconds. */
const sessionLimits = {
  statement_timeout: 10_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 15_000,
};

const plannedOnce = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/** A data source with our session settings. Never synchronises: tables change through migrations only. */
export function createDataSource(options: DatabaseOptions): DataSource {
  return new DataSource({
    ...base(options),
    migrationsRun: false,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: 3_000,
    extra: {
      options: settings({
        role: options.role,
        search_path: options.schema,
        ...(options.unlimited === true ? {} : sessionLimits),
        ...(options.byKeys === true ? plannedOnce : {}),
      }),
      byKeys: options.byKeys === true,
      // Statements are sent without waiting for the answers to those before them.
      pipeline: true,
      keepAlive: true,
      query_timeout: options.unlimited === true ? undefined : (options.silenceLimit ?? 20_000),
    },
  });
}

/** A data source for migrations: works as the owner of the database, without the limits of a service. */
export function createMigrationDataSource(options: DatabaseOptions): DataSource {
  return new DataSource({ ...base(options), poolSize: 1, connectTimeoutMS: 10_000 });
}

function base(options: DatabaseOptions) {
  return {
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    applicationName: options.applicationName,
    entities: options.entities ?? [],
    migrations: options.migrations ?? [],
    migrationsTableName: 'migration',
    synchronize: false,
    logging: false,
    namingStrategy: new SnakeCaseNaming(),
    uuidExtension: 'pgcrypto',
    installExtensions: false,
  } as const;
}

function settings(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
