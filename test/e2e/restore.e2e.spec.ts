import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupResource } from '@bkcrm/contracts';
import { BkcrmClient } from '@bkcrm/client';
import type { AppliedItem } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { Drill, quickSends } from './drill.js';
import { administrator, withSystem } from './system.js';
import type { ServiceName } from './system.js';

const instance = 'loja';
const customers = 50;
const repliesEach = 3;
const stopped: ServiceName[] = ['gateway', 'evolution-sender', 'ticket'];

describe('a backup made under load and restored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bkcrm-drill-'));
  const backups = { BACKUP_TARGET: folder, BACKUP_SCHEDULE: '0 2 29 2 *', ECHO_CLAIM_SECONDS: '20' };
  const system = withSystem({
    instances: [instance],
    env: {
      ticket: backups,
      gateway: backups,
      'evolution-sender': quickSends,
    },
  });
  const drill = new Drill(system, instance);
  let client: BkcrmClient | undefined;
  afterAll(() => {
    client?.disconnect();
    rmSync(folder, { recursive: true, force: true });
  });

  it('sends nothing twice, loses nothing that Evolution still stores, and has every client load afresh', async () => {
    await drill.customersWrite(customers, 'before');
    await drill.auditor.storesOnce(drill.written);
    client = new BkcrmClient({ url: system.current.urls.gateway });
    const applied: AppliedItem[] = [];
    client.onApplied((item) => applied.push(item));
    await client.login(administrator.email, administrator.password);
    client.connect();
    await eventually(() => expect(client?.store.getSnapshot().status).toBe('live'), { timeout: 20_000 });
    const before = await drill.epoch();

    // Most are in flight while the backup is made.
    await drill.slowAnswers(5_000);
    await drill.agentsAnswer(repliesEach, 'first');
    expect(await drill.unsettled()).toBeGreaterThanOrEqual(100);
    const { id } = await drill.call<BackupResource>('/backups', { kind: 'full' });
    const backup = await eventually(
      async () => {
        const { items } = await drill.call<{ items: BackupResource[] }>('/backups');
        const found = items.find((one) => one.id === id);
        if (found?.state !== 'done') throw new Error(`the backup is ${found?.state}: ${found?.error}`);
        return found;
      },
      { timeout: 60_000, every: 200 },
    );

    // What happens from here on is not in the backup.
    await system.current.simulator.clear();
    await drill.customersWrite(customers, 'after');
    await drill.agentsAnswer(repliesEach, 'second');
    await eventually(async () => expect(await drill.unsettled()).toBe(0), { timeout: 90_000, every: 500 });
    await drill.auditor.storesOnce(drill.written);
    const sent = await drill.taken();
    expect(sent).toHaveLength(drill.answers.length);

    await Promise.all(stopped.map((name) => system.current.process(name).stop()));
    const { databaseUrl } = system.current;
    const refused = system.current.run('ticket', 'restore', '--from', backup.name ?? '', '--to', databaseUrl);
    await expect(refused).rejects.toThrow(/in use/);
    const restored = await system.current.run(
      'ticket',
      'restore',
      '--from',
      backup.name ?? '',
      '--to',
      databaseUrl,
      '--overwrite',
    );
    expect(restored).toContain('is restored');
    expect(await drill.unsettled()).toBeGreaterThan(0);
    for (const name of stopped.toReversed()) await system.current.start(name);

    // Everything that Evolution stores is stored again, ours and theirs, once.
    await drill.auditor.storesOnce([...drill.written, ...sent.map(({ id }) => id)], 120_000);
    await eventually(async () => expect(await drill.unsettled()).toBe(0), { timeout: 120_000, every: 500 });
    expect(await drill.taken()).toEqual(sent);
    expect(new Set(sent.map(({ text }) => text)).size).toBe(sent.length);

    // The log is another one, and whoever was looking is looking at it.
    const after = await drill.epoch();
    expect(after).not.toBe(before);
    await client.login(administrator.email, administrator.password);
    client.connect();
    await eventually(() => expect(client?.store.getSnapshot().status).toBe('live'), { timeout: 30_000 });
    const { id: last } = await system.current.simulator.customerSends({
      instance,
      phone: '5511920000000',
      text: 'after the restore',
    });
    await drill.auditor.storesOnce([last]);
    await eventually(
      () => {
        const afresh = applied.filter(({ epoch }) => epoch.startsWith(after));
        expect(JSON.stringify(afresh)).toContain('after the restore');
      },
      { timeout: 20_000 },
    );
  }, 400_000);
});
