import type { Socket } from 'node:net';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DatabaseClock } from './database-clock.js';
import { classifyDatabaseError, isSilence, isStalePlan } from './errors.js';
import { countFailure, transactionSeconds } from './metrics.js';
import { poolState } from './pool-state.js';
import type { PoolState } from './pool-state.js';
import { StatementNames } from './statement-names.js';

/** Milliseconds; closing a socket of ours takes a turn of the event loop. */
const longestClosing = 100;
const startsWithSelect = /^\s*SELECT\b/;

export interface Queryable {
  query<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

/** Thrown when a statement inside a transaction failed, was caught, and the transaction went on to commit: nothing was stored. */
export class TransactionAborted extends Error {
  constructor() {
    super('a failed statement was swallowed inside a transaction; nothing was committed');
    this.name = 'TransactionAborted';
  }
}

export interface SelectAtCommit {
  sql: string;
  parameters: unknown[];
  /** Hears what was found, once it is durable. */
  onRows: (rows: Record<string, unknown>[]) => void;
}

/** A running transaction. Everything in it goes through one connection, in the order in which it was asked for. */
export class Transaction implements Queryable {
  /** Why the first statement failed that did; those behind it fail for being behind it. */
  private failure: unknown;
  /** Whether somebody has been thrown it. */
  private isTold = false;
  private readonly beforeCommitHooks: (() => Promise<void>)[] = [];
  private readonly afterCommitHooks: (() => void)[] = [];
  private atCommit: SelectAtCommit | undefined;
  /** Ends when BEGIN has been answered. */
  private readonly beginning: Promise<void>;
  private hasBegun = false;
  /** Statements that wait for that. */
  private held = 0;

  constructor(
    private readonly client: PoolClient,
    private readonly names: StatementNames | undefined,
    /** For entity inserts, updates and query builders; `save` and `remove` open transactions of their own and must not be used. */
    readonly manager: EntityManager,
  ) {
    this.beginning = this.begin();
    // Whoever asks for something is told, the commit at the latest.
    this.beginning.catch(() => {});
  }

  async query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    try {
      const { rows } = await this.send<Row>(sql, parameters);
      // Answered before, so this waits for nothing; of a transaction that has not begun nobody is to act on what was read.
      await this.beginning;
      return rows;
    } catch (error) {
      this.isTold = true;
      throw (this.failure ??= error);
    }
  }

  /**
   * A statement whose result nobody reads: it leaves together with what comes next instead of costing a round trip of its own. When it
   * fails, whatever comes next in the transaction throws its error, the commit at the latest.
   */
  write(sql: string, parameters: unknown[] = []): void {
    void this.send(sql, parameters).catch((error: unknown) => (this.failure ??= error));
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
   * One SELECT, sent in the same round trip as COMMIT and after deferred constraints have fired: what those constraints decide (and
   * lock) is never held across a wait for this process.
   */
  selectAtCommit(select: SelectAtCommit): void {
    this.atCommit = select;
  }

  /** @internal */
  async commit(): Promise<void> {
    await this.beginning;
    for (const hook of this.beforeCommitHooks) await hook();
    const { sql, parameters, onRows } = this.atCommit ?? {};
    if (sql !== undefined) this.write('SET CONSTRAINTS ALL IMMEDIATE');
    const [rows, { command }] = await Promise.all([
      sql === undefined ? [] : this.query(sql, parameters),
      send(this.client, undefined, 'COMMIT', []),
    ]);
    if (command !== 'COMMIT') throw (this.isTold ? undefined : this.failure) ?? new TransactionAborted();
    onRows?.(rows);
    for (const hook of this.afterCommitHooks) hook();
  }

  private async begin(): Promise<void> {
    await send(this.client, undefined, 'BEGIN', []);
    this.hasBegun = true;
  }

  /**
   * What changes something waits until BEGIN has been answered: behind a BEGIN that failed it would be carried out by itself. What only
   * reads or locks is sent along with it.
   */
  private send<Row>(sql: string, parameters: unknown[]): Promise<QueryResult<Row & QueryResultRow>> {
    const asked = (): Promise<QueryResult<Row & QueryResultRow>> => send(this.client, this.names, sql, parameters);
    // Behind one that waits, everything does: statements are carried out in the order in which they were asked for.
    if (this.held === 0 && (this.hasBegun || startsWithSelect.test(sql))) return asked();
    this.held += 1;
    return this.beginning.then(() => {
      this.held -= 1;
      return asked();
    });
  }
}

/** The service's database: plain queries, and transactions that commit or leave nothing. */
export class Database implements Queryable {
  /** Put right with every `ping`. */
  readonly clock = new DatabaseClock();
  /** For all connections: what is prepared under a name is the connection's. */
  private readonly names: StatementNames | undefined;
  private lastOkAt = 0;
  private lastError: string | undefined;

  constructor(readonly dataSource: DataSource) {
    const { extra } = dataSource.options as { extra?: { byKeys?: boolean } };
    if (extra?.byKeys === true) this.names = new StatementNames();
  }

  async query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.withConnection(async (client) => (await send<Row>(client, this.names, sql, parameters)).rows);
  }

  /** READ COMMITTED. An error from `work` or from COMMIT rolls back and is rethrown; there is no retry in here. */
  async transaction<T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> {
    return this.withConnection(async (client, runner) => {
      const stop = transactionSeconds.startTimer();
      const tx = new Transaction(client, this.names, runner.manager);
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
      if (client !== undefined && (isSilence(error) || isStalePlan(error))) await cutOff(client);
      throw error;
    } finally {
      await runner.release().catch(() => {});
    }
  }
}

/** What is sent in one go of the event loop leaves in one write: each costs a system call and wakes the server. */
function send<Row>(
  client: PoolClient,
  names: StatementNames | undefined,
  text: string,
  values: unknown[],
): Promise<QueryResult<Row & QueryResultRow>> {
  const { stream } = connectionOf(client);
  stream.cork();
  process.nextTick(() => stream.uncork());
  return client.query<Row & QueryResultRow>({ name: values.length === 0 ? undefined : names?.of(text), text, values });
}

/** Ends a connection without waiting for the other side. Resolves when the pool knows, so that it is dropped instead of lent again. */
async function cutOff(client: PoolClient): Promise<void> {
  const { stream } = connectionOf(client);
  stream.destroy(new Error('connection terminated: the server was silent for too long'));
  await new Promise((resolve) => {
    stream.once('close', resolve);
    // A socket that pg has ended itself may have told already.
    setTimeout(resolve, longestClosing).unref();
  });
}

/** pg does not name it in its types. */
const connectionOf = (client: PoolClient) => (client as unknown as { connection: { stream: Socket } }).connection;
