import { TcpProxy, withDatabase } from '@bkcrm/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDataSource, Database, isUniqueViolation, SharedTransactions } from '../src/index.js';

const options = { role: 'postgres', schema: 'public', applicationName: 'test', poolSize: 6, silenceLimit: 5_000 };

describe('transactions that are shared', () => {
  const testDatabase = withDatabase();
  let proxy: TcpProxy;
  let database: Database;

  beforeAll(async () => {
    const through = await TcpProxy.before(testDatabase.url);
    proxy = through.proxy;
    const dataSource = createDataSource({ ...options, url: through.url });
    await dataSource.initialize();
    database = new Database(dataSource);
    await database.query('CREATE TABLE entry (name text PRIMARY KEY, place serial)');
  });
  afterAll(async () => {
    await database.dataSource.destroy();
    await proxy.close();
  });
  beforeEach(() => database.query('TRUNCATE entry'));

  /** What was in each transaction that was begun. */
  let begun: string[][];
  /** An item's first letter is its key; those with a question mark are refused, and those with a star are left where they are not alone. */
  const sharing = ({ size = 10, patience = 60_000, keptAtMost = 60_000, meanwhile = async () => {} } = {}) => {
    begun = [];
    return new SharedTransactions<string, string>(database, {
      size,
      patience,
      keptAtMost,
      keyOf: (item) => item.charAt(0),
      work: async (tx, items) => {
        begun.push(items);
        const outcomes = items.map((item): PromiseSettledResult<string> | undefined => {
          if (item.endsWith('*') && items.length > 1) return undefined;
          if (item.endsWith('?')) return { status: 'rejected', reason: new Error(`${item} is refused`) };
          tx.write('INSERT INTO entry (name) VALUES ($1)', [item.replace('!', '')]);
          return { status: 'fulfilled', value: item.toUpperCase() };
        });
        await meanwhile();
        await tx.query('SELECT 1');
        return outcomes;
      },
    });
  };
  const stored = async (): Promise<string[]> =>
    (await database.query<{ name: string }>('SELECT name FROM entry ORDER BY place')).map(({ name }) => name);

  it('hold what came meanwhile, as many as fit', async () => {
    let others: Promise<string>[] | undefined;
    const shared = sharing({
      size: 3,
      meanwhile: async () => {
        others ??= ['b', 'c', 'd', 'e'].map((item) => shared.run(item));
        await nextTurn();
      },
    });
    expect(await shared.run('a')).toBe('A');
    expect(await Promise.all(others ?? [])).toEqual(['B', 'C', 'D', 'E']);
    expect(begun).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('never hold two of the same key, and keep their order', async () => {
    const shared = sharing();
    await Promise.all(['a1', 'a2', 'b1', 'a3'].map((item) => shared.run(item)));
    expect(begun).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
    expect(await stored()).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('store the others when one is refused', async () => {
    const shared = sharing();
    const outcomes = await Promise.allSettled(['a', 'b?', 'c'].map((item) => shared.run(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(begun).toEqual([['a', 'b?', 'c']]);
    expect(await stored()).toEqual(['a', 'c']);
  });

  it('leave to itself what is in the way of the others', async () => {
    const shared = sharing();
    expect(await Promise.all(['a*', 'b', 'c*'].map((item) => shared.run(item)))).toEqual(['A*', 'B', 'C*']);
    expect(begun).toEqual([['a*', 'b', 'c*'], ['a*'], ['c*']]);
    expect((await stored()).toSorted()).toEqual(['a*', 'b', 'c*']);
  });

  it('are not waited for by what comes later when one was left to itself and somebody holds it up', async () => {
    const shared = sharing();
    const held = await database.transaction(async (tx) => {
      await tx.query(`INSERT INTO entry (name) VALUES ('a*')`);
      const waiting = [shared.run('a*'), shared.run('b')] as const;
      expect(await waiting[1]).toBe('B');
      expect(await Promise.all(['c', 'd'].map((item) => shared.run(item)))).toEqual(['C', 'D']);
      return { waiting: waiting[0] };
    });
    await expect(held.waiting).rejects.toSatisfy((error) => isUniqueViolation(error));
    expect(begun).toEqual([['a*', 'b'], ['a*'], ['c', 'd']]);
  });

  it('keep those of their keys waiting for so long only when they never come back', async () => {
    let comeBack: (() => void) | undefined;
    let hangs: Promise<void> | undefined = new Promise((resolve) => (comeBack = resolve));
    const meanwhile = async (): Promise<void> => {
      const waitedFor = hangs;
      hangs = undefined;
      await waitedFor;
    };
    const shared = sharing({ patience: 1, keptAtMost: 50, meanwhile });
    const first = shared.run('a1');
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    expect(await shared.run('a2')).toBe('A2');
    comeBack?.();
    expect(await first).toBe('A1');
  });

  it('are done again one by one when a statement of one fails, which alone is told so', async () => {
    await database.query(`INSERT INTO entry (name) VALUES ('b')`);
    const shared = sharing();
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((item) => shared.run(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(isUniqueViolation((outcomes[1] as PromiseRejectedResult).reason)).toBe(true);
    expect(begun).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
    // Each on a connection of its own: which of them is there first is nobody's promise.
    expect((await stored()).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('are not tried one by one where the database is what failed', async () => {
    let cut = (): void => proxy.cut();
    const shared = sharing({ meanwhile: async () => cut() });
    const outcomes = await Promise.allSettled(['a', 'b'].map((item) => shared.run(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(begun).toEqual([['a', 'b']]);
    cut = () => {};
    proxy.restore();
    expect(await shared.run('c')).toBe('C');
    expect(await stored()).toEqual(['c']);
  });

  it('do not wait for one that somebody holds up, but for those of its key', async () => {
    const shared = sharing({ patience: 1 });
    const held = await database.transaction(async (tx) => {
      await tx.query(`INSERT INTO entry (name) VALUES ('a')`);
      const waiting = shared.run('a!');
      await vi.waitFor(() => expect(begun).toHaveLength(1));
      const behind = shared.run('a2');
      expect(await shared.run('b')).toBe('B');
      expect(begun).toEqual([['a!'], ['b']]);
      return { waiting, behind };
    });
    await expect(held.waiting).rejects.toSatisfy((error) => isUniqueViolation(error));
    expect(await held.behind).toBe('A2');
  });
});
