import { TcpProxy, withDatabase } from '@bkcrm/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  classifyDatabaseError,
  createDataSource,
  Database,
  isUniqueViolation,
  TransactionAborted,
} from '../src/index.js';
import type { Transaction } from '../src/index.js';

const options = { role: 'postgres', schema: 'public', applicationName: 'test', poolSize: 2, silenceLimit: 500 };

describe('Database', () => {
  const testDatabase = withDatabase();
  let proxy: TcpProxy;
  let database: Database;

  beforeAll(async () => {
    const through = await TcpProxy.before(testDatabase.url);
    proxy = through.proxy;
    const dataSource = createDataSource({ ...options, url: through.url, byKeys: true });
    await dataSource.initialize();
    database = new Database(dataSource);
    await database.query('CREATE TABLE entry (id int PRIMARY KEY)');
  });
  afterAll(async () => {
    await database.dataSource.destroy();
    await proxy.close();
  });

  const ids = async (): Promise<number[]> =>
    (await database.query<{ id: number }>('SELECT id FROM entry ORDER BY id')).map(({ id }) => id);

  it('commits all or nothing, and tells after the commit only', async () => {
    const told: number[] = [];
    const write = (id: number, fail: boolean) =>
      database.transaction(async (tx) => {
        tx.afterCommit(() => told.push(id));
        await tx.query('INSERT INTO entry VALUES ($1)', [id]);
        if (fail) throw new Error('no');
      });
    await write(1, false);
    await expect(write(2, true)).rejects.toThrow('no');
    expect([await ids(), told]).toEqual([[1], [1]]);
  });

  it('does not take a commit for done when a failed statement was swallowed before it', async () => {
    const swallowing = database.transaction(async (tx) => {
      await tx.query('INSERT INTO entry VALUES (10)');
      await tx.query('INSERT INTO entry VALUES (10)').catch(() => {});
    });
    await expect(swallowing).rejects.toThrow(TransactionAborted);
    expect(await ids()).not.toContain(10);
  });

  it('throws at statements that were sent behind a failed one what became of that one', async () => {
    const outcomes: PromiseSettledResult<unknown>[] = [];
    const failing = database.transaction(async (tx) => {
      const twice = [tx.query('INSERT INTO entry VALUES (11)'), tx.query('INSERT INTO entry VALUES (11)')];
      outcomes.push(...(await Promise.allSettled([...twice, tx.query('SELECT 1')])).slice(1));
      throw (outcomes[1] as PromiseRejectedResult).reason;
    });
    await expect(failing).rejects.toSatisfy((error) => isUniqueViolation(error));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('throws what became of a statement that nobody waits for at the next one, or else at the commit', async () => {
    for (const failure of [
      await failureOf(writeTwice(database)),
      await failureOf(writeTwice(database, (tx) => tx.query('SELECT 1'))),
    ])
      expect(isUniqueViolation(failure, 'entry_pkey')).toBe(true);
    expect(await ids()).not.toContain(11);
  });

  it('sees what was written before without waiting for it, and sends it in one go', async () => {
    const [seen, pieces] = await database.transaction(async (tx) => {
      const before = proxy.pieces;
      await tx.query('SELECT 1');
      expect(proxy.pieces - before, 'BEGIN, and what only reads').toBe(1);
      tx.write('INSERT INTO entry VALUES ($1)', [13]);
      tx.write('DELETE FROM entry WHERE id = $1', [13]);
      return [await tx.query('SELECT id FROM entry WHERE id = $1', [13]), proxy.pieces - before];
    });
    expect([seen, pieces]).toEqual([[], 2]);
  });

  it('changes nothing before it knows that the transaction has begun', async () => {
    const query = vi.spyOn(Client.prototype, 'query').mockRejectedValueOnce(new Error('no BEGIN'));
    const seen: unknown[] = [];
    const failed = database.transaction(async (tx) => {
      const reading = tx.query('SELECT 1').then((rows) => seen.push(rows));
      tx.write('INSERT INTO entry VALUES ($1)', [14]);
      await Promise.all([reading, tx.query('SELECT 2')]);
    });
    await expect(failed).rejects.toThrow('no BEGIN');
    query.mockRestore();
    expect([await ids(), seen]).toEqual([expect.not.arrayContaining([14]), []]);
  });

  it('carries out what was asked for in its order, while it waits for its beginning and after', async () => {
    const seen = await database.transaction((tx) => {
      tx.write('INSERT INTO entry VALUES ($1)', [15]);
      const first = tx.query('SELECT id FROM entry WHERE id = 15');
      tx.write('DELETE FROM entry WHERE id = $1', [15]);
      return Promise.all([first, tx.query('SELECT id FROM entry WHERE id = 15')]);
    });
    expect(seen).toEqual([[{ id: 15 }], []]);
  });

  it('keeps the time of the database while the clock of this machine is an hour ahead', async () => {
    const { clock } = new Database(database.dataSource);
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] });
    try {
      const wrong = new Database(database.dataSource);
      await wrong.ping();
      const apart = Math.abs(Number(wrong.clock.now()) - Number(clock.now()));
      expect(apart).toBeLessThan(60_000);
    } finally {
      vi.useRealTimers();
    }
  });

  it('goes on after a migration changed what a prepared statement returns', async () => {
    await database.query('INSERT INTO entry VALUES (30)');
    const read = () => database.query('SELECT * FROM entry WHERE id = $1', [30]);
    expect(await read()).toEqual([{ id: 30 }]);
    await database.query('ALTER TABLE entry ADD COLUMN text text');
    const lost = await read().catch((error: unknown) => error);
    expect(classifyDatabaseError(lost)).toBe('transient');
    expect(await read()).toEqual([{ id: 30, text: null }]);
  });

  it('plans each statement once, for all values, where rows are found by keys', async () => {
    const plans = await database.transaction(async (tx) => {
      for (const id of [1, 2, 3]) await tx.query('SELECT id AS planned FROM entry WHERE id = $1', [id]);
      return tx.query<{ generic: number; custom: number }>(
        `SELECT generic_plans::int AS generic, custom_plans::int AS custom FROM pg_prepared_statements WHERE statement LIKE '%AS planned%'`,
      );
    });
    expect(plans).toEqual([{ generic: 3, custom: 0 }]);
  });

  it('finds rows by keys, however small the table was when that was planned, unless the service reads otherwise', async () => {
    await database.query('ANALYZE entry');
    expect(JSON.stringify(await planOf(database))).toContain('entry_pkey');
    const reader = new Database(createDataSource({ ...options, url: testDatabase.url }));
    await reader.dataSource.initialize();
    expect(JSON.stringify(await planOf(reader))).toContain('Seq Scan');
    await reader.dataSource.destroy();
  });

  it('gives up a connection that has gone silent, and never lends it again', async () => {
    await database.query('SELECT 1');
    proxy.blackhole();
    const lost = await database
      .transaction((tx) => tx.query('INSERT INTO entry VALUES (20)'))
      .catch((error: unknown) => error);
    expect(classifyDatabaseError(lost)).toBe('infrastructure');
    expect(database.state.ok).toBe(false);
    proxy.cut();
    proxy.restore();
    await database.ping();
    await Promise.all([database.ping(), database.ping()]);
    expect(database.state.ok).toBe(true);
  });
});

const planOf = (db: Database) =>
  db.transaction((tx) => tx.query('EXPLAIN (COSTS OFF) SELECT id FROM entry WHERE id = 1'));

const writeTwice = (db: Database, after: (tx: Transaction) => unknown = () => undefined) =>
  db.transaction((tx) => {
    for (const id of [11, 11, 12]) tx.write('INSERT INTO entry VALUES ($1)', [id]);
    return after(tx);
  });

const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);
