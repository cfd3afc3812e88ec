import type { PoolClient, QueryResult } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DatabaseClock } from './database-clock.js';
import { classifyDatabaseError, isSilence, isStalePlan } from './errors.js';
import { countFailure, transactionSeconds } from './metrics.js';
import { poolState } from './pool-state.js';
import type { PoolState } from './pool-state.js';
import { StatementNames } from './statement-names.js';

export interface Queryable {
  query<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

/**
 * Transactions of a service find their rows by keys. One plan serves all values, and making it anew costs more than carrying it out; but a
 * plan that is kept must not read whole tables because they were small when it was made.
 */
const beginByKeys = 'BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off';
/** For all connections: what is prepared under a name is the connection's. */
const statementNames = new StatementNames();

/** Thrown when a statement inside a transaction failed, was caught, and the transaction went on to commit: nothing was stored. */
export class TransactionAborted extends Error {
  constructor() {
    super('a failed statement was swallowed inside a transaction; nothing was committed');
    this.name = 'TransactionAborted';
  }
}

/** A running transaction. Everything in it goes through one connection. */
export class Transaction implements Queryable {
  private readonly beforeCommitHooks: (() => Promise<void>)[] = [];
  private readonly afterCommitHooks: (() => void)[] = [];
  private commitStatement = '';
  private onCommitRows: ((rows: Record<string, unknown>[]) => void) | undefined;

  constructor(
    private readonly client: PoolClient,
    /** For entity inserts, updates and query builders; `save` and `remove` open transactions of their own and must not be used. */
    readonly manager: EntityManager,
  ) {}

  async query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const name = parameters.length === 0 ? undefined : statementNames.of(sql);
    const result = await this.client.query({ name, text: sql, values: parameters });
    return result.rows as Row[];
  }

  /** Runs inside the transaction, after the work and before COMMIT. */
  beforeCommit(hook: () => Promise<void>): void {
    this.beforeCommitHooks.push(hook);
  }

  /** Runs once the transaction is durable. Must not throw. */
  afterCommit(hook: () => void): void {
    this.afterCommitHooks.push(hook);
  }

  /**
   * One SELECT without parameters, sent in the same round trip as COMMIT and after deferred constraints have fired:
   * what those constraints decide (and lock) is never held across a wait for this process.
   */
  selectAtCommit(sql: string, onRows: (rows: Record<string, unknown>[]) => void): void {
    this.commitStatement = sql;
    this.onCommitRows = onRows;
  }

  /** @internal */
  async commit(): Promise<void> {
    for (const hook of this.beforeCommitHooks) await hook();
    const statements =
      this.commitStatement === '' ? 'COMMIT' : `SET CONSTRAINTS ALL IMMEDIATE; ${this.commitStatement}; COMMIT`;
    const results = (await this.client.query(statements)) as unknown as QueryResult | QueryResult[];
    const last = Array.isArray(results) ? results.at(-1) : results;
    if (last?.command !== 'COMMIT') throw new TransactionAborted();
    if (Array.isArray(results)) this.onCommitRows?.((results.at(-2)?.rows ?? []) as Record<string, unknown>[]);
    for (const hook of this.afterCommitHooks) hook();
  }
}

/** The service's database: plain queries, and transactions that commit or leave nothing. */
export class Database implements Queryable {
  /** Put right with every `ping`. */
  readonly clock = new DatabaseClock();
  private lastOkAt = 0;
  private lastError: string | undefined;

  /** `wholesale`: for work on whole tables, which is planned as PostgreSQL sees fit. */
  constructor(
    readonly dataSource: DataSource,
    private readonly options: { wholesale?: boolean } = {},
  ) {}

  async query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.withConnection(async (client) => (await client.query(sql, parameters)).rows as Row[]);
  }

  /** READ COMMITTED. An error from `work` or from COMMIT rolls back and is rethrown; there is no retry in here. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.withConnection(async (client, runner) => {
      const stop = transactionSeconds.startTimer();
      await client.query(this.options.wholesale === true ? 'BEGIN' : beginByKeys);
      const tx = new Transaction(client, runner.manager);
      try {
        const result = await work(tx);
        await tx.commit();
        stop({ outcome: 'committed' });
        return result;
      } catch (error) {
        stop({ outcome: 'rolled-back' });
        if (!isSilence(error)) await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
    });
  }

  /** Resolves when the database answers, with the time by its clock; for whoever waits for it to come back. */
  async ping(): Promise<void> {
    await this.withConnection(async (client) => {
      const askedAt = performance.now();
      const { rows } = await client.query<{ time: Date }>('SELECT clock_timestamp() AS time');
      if (rows[0] !== undefined) this.clock.read(rows[0].time, askedAt, performance.now());
    });
  }

  /** What the last statements saw, for probes. */
  get state(): { ok: boolean; lastOkSecondsAgo: number | null; error?: string } {
    const lastOkSecondsAgo = this.lastOkAt === 0 ? null : Math.round((Date.now() - this.lastOkAt) / 1000);
    return this.lastError === undefined
      ? { ok: this.lastOkAt !== 0, lastOkSecondsAgo }
      : { ok: false, lastOkSecondsAgo, error: this.lastError };
  }

  /** Connections that are busy or idle, and callers that wait for one. */
  get pool(): PoolState {
    return poolState(this.dataSource);
  }

  private async withConnection<T>(work: (client: PoolClient, runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    let client: PoolClient | undefined;
    try {
      client = (await runner.connect()) as PoolClient;
      const result = await work(client, runner);
      this.lastOkAt = Date.now();
      this.lastError = undefined;
      return result;
    } catch (error) {
      countFailure(error);
      if (classifyDatabaseError(error) === 'infrastructure')
        this.lastError = error instanceof Error ? error.message : 'unreachable';
      if (client !== undefined && (isSilence(error) || isStalePlan(error))) cutOff(client);
      throw error;
    } finally {
      await runner.release().catch(() => {});
    }
  }
}

/** Ends a connection without waiting for the other side, so that the pool drops it instead of lending it again. */
function cutOff(client: PoolClient): void {
  const { connection } = client as unknown as { connection?: { stream?: { destroy: (error: Error) => void } } };
  connection?.stream?.destroy(new Error('connection terminated: the server was silent for too long'));
}
