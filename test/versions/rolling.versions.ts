import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Auditor } from '../e2e/stored.js';
import { withSystem } from '../e2e/system.js';
import type { ServiceName } from '../e2e/system.js';
import { Traffic } from '../failpoints/traffic.js';
import { previousVersion } from './previous-version.js';

const instance = 'loja';
const settleWithin = 120_000;
/** Seconds that anybody may wait for a migration's lock: it gives way after one. */
const heldUpAtMost = 5;
/** Milliseconds: less than a number may send. */
const betweenWaves = 250;
/** Consumers before producers. */
const order: ServiceName[] = ['evolution-sender', 'ticket', 'gateway', 'webhook-ingest'];
const previous = await previousVersion();
if ('missing' in previous) process.stderr.write(`no old version to roll over: ${previous.missing}\n`);

/** Seconds for which somebody has been waiting for a lock, at this moment. */
async function longestWait(auditor: Auditor): Promise<number> {
  const [row] = await auditor.query<{ seconds: number | null }>(
    `SELECT max(extract(epoch FROM clock_timestamp() - query_start))::float8 AS seconds FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event <> 'advisory'`,
  );
  return row?.seconds ?? 0;
}

describe.skipIf('missing' in previous)('a roll-over from the release before', () => {
  const folder = 'folder' in previous ? previous.folder : '';
  const system = withSystem({ instances: [instance], folder });
  let traffic: Traffic;

  /** Beside the running one first, which then ends gently, with traffic all the while. */
  async function replace(name: ServiceName, by?: string): Promise<void> {
    const replaced = system.current.process(name);
    const isAddressed = name === 'gateway' || name === 'webhook-ingest';
    // Whoever calls these two knows one address: there the next one takes it over.
    const beside = isAddressed ? undefined : await system.current.startReplica(name, {}, by);
    await traffic.wave();
    await replaced.stop();
    await traffic.wave(2);
    await system.current.start(name, {}, by);
    await beside?.stop();
    await traffic.wave(2);
  }

  beforeAll(async () => {
    traffic = new Traffic(system.current, instance);
    await traffic.begin();
  });
  afterAll(() => traffic.end());

  it('gets its new tables while the old version works, and holds nobody up', async () => {
    const auditor = new Auditor(system.current.databaseUrl);
    let longest = 0;
    const done = new AbortController();
    const { signal } = done;
    const watching = (async () => {
      while (!signal.aborted) longest = Math.max(longest, await longestWait(auditor));
    })();
    const writing = (async () => {
      for (; !signal.aborted; await pause(betweenWaves)) await traffic.wave(2);
    })();
    for (const name of ['ticket', 'evolution-sender', 'gateway'] as const) await system.current.migrate(name);
    done.abort();
    await Promise.all([watching, writing]);
    expect(longest).toBeLessThan(heldUpAtMost);
    expect((await traffic.settle(settleWithin)).unknown).toBe(0);
  });

  it.each(order)('%s is replaced by its new version', async (name) => {
    await replace(name);
    expect((await traffic.settle(settleWithin)).unknown).toBe(0);
  });

  it('is taken back, in the reverse order, and done again', async () => {
    for (const name of order.toReversed()) await replace(name, folder);
    expect((await traffic.settle(settleWithin)).unknown).toBe(0);
    for (const name of order) await replace(name);
    expect((await traffic.settle(settleWithin)).unknown).toBe(0);
  });
});
