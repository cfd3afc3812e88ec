import { createDataSource, Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { array, assert, asyncProperty, boolean, constantFrom, nat, record } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { senderDatabase } from '../src/database/database.js';
import { CountSends } from '../src/traffic/count-sends.js';
import { findTraffic } from '../src/traffic/find-traffic.js';
import { withSenderDatabase } from './sender-harness.js';
import { TrafficHistory } from './traffic-history.js';

describe('the figures of an hour', () => {
  const testDatabase = withSenderDatabase();
  let database: Database;
  beforeAll(async () => {
    const dataSource = createDataSource(senderDatabase(testDatabase.url, 2));
    await dataSource.initialize();
    database = new Database(dataSource);
  });
  afterAll(() => database.dataSource.destroy());

  /** What happens between two looks. */
  const episode = record({
    sends: array(
      record({
        which: nat(1),
        kind: constantFrom('sent', 'sent', 'sent', 'failed', 'unknown'),
        isAct: constantFrom(false, false, false, true),
      }),
      { maxLength: 4 },
    ),
    answered: array(nat(3), { maxLength: 1 }),
    acknowledged: array(nat(6), { maxLength: 4 }),
    changesHands: constantFrom(false, false, false, false, true),
    looks: boolean(),
    seconds: constantFrom(0, 1, 10, 29, 31, 59, 61, 130, 600, 1_790),
  });

  it('are those of all its rows, whatever was acknowledged when, how often or never', async () => {
    await assert(
      asyncProperty(array(episode, { minLength: 10, maxLength: 30 }), async (episodes) => {
        const history = await TrafficHistory.begin(database);
        const counting = new CountSends();
        for (const { sends, answered, acknowledged, changesHands, looks, seconds } of episodes) {
          for (const { which, kind, isAct } of sends) await history.send(which, kind, isAct);
          for (const which of answered) await history.answer(which);
          await history.acknowledge(acknowledged);
          await history.acknowledge(acknowledged);
          if (changesHands) await history.take();
          if (looks) expect(await history.figures(counting)).toEqual(await history.figuresOfRows());
          await history.advance(seconds);
        }
        expect(await history.figures(counting)).toEqual(await history.figuresOfRows());
        expect(await history.figures(new CountSends())).toEqual(await history.figuresOfRows());
      }),
      { numRuns: 12 },
    );
  });

  it('are counted anew when a number is taken in a database that came back from a backup', async () => {
    const history = await TrafficHistory.begin(database);
    const counting = new CountSends();
    for (let sends = 0; sends < 3; sends += 1) await history.send(0, 'sent', false);
    await history.advance(90);
    await history.figures(counting);
    await database.query('TRUNCATE send_command, send_attempt');
    await history.take();
    await history.send(0, 'sent', false);
    expect(await history.figures(counting)).toMatchObject([{ sent: 1 }, { sent: 0 }]);
  });

  it('cost a look at what came since the last one, however much was sent before', async () => {
    const history = await TrafficHistory.begin(database);
    const perMinute = 200;
    await history.sendMuch({ minutes: 60, perMinute });
    await database.query('ANALYZE send_command');
    const counting = new CountSends();
    const rowsOfALook = () =>
      database.transaction(async (tx) => {
        const before = await rowsRead(tx);
        await findTraffic(tx, history.numberIds, history.clock.now());
        await counting.execute(tx, history.leases, history.clock.now());
        return (await rowsRead(tx)) - before;
      });
    expect(await rowsOfALook()).toBeGreaterThanOrEqual(59 * perMinute);
    await history.advance(10);
    // Those of the last minute, which are not final, those of the ten seconds before it, and what waits to be acknowledged.
    expect(await rowsOfALook()).toBeLessThan(3 * perMinute);
    expect(await history.figures(counting)).toEqual(await history.figuresOfRows());
  });
});

/** Rows of the send queue that were looked at, wherever they were found. */
async function rowsRead(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::int AS count FROM pg_stat_xact_user_tables WHERE relid = 'send_command'::regclass`,
  );
  return row?.count ?? 0;
}
