import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupResource } from '@bkcrm/contracts';
import { BkcrmClient } from '@bkcrm/client';
import type { AppliedItem } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { Auditor } from './stored.js';
import { administrator, login, withSystem } from './system.js';
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
      'evolution-sender': {
        SEND_RATE_PER_SECOND: '1000',
        SEND_BURST: '1000',
        SEND_CONCURRENCY: '200',
        SEND_CONCURRENCY_PER_NUMBER: '200',
        SEND_CONVERSATION_GAP_MS: '0',
      },
    },
  });
  const auditor = (): Auditor => new Auditor(system.current.databaseUrl);
  let client: BkcrmClient | undefined;
  afterAll(() => {
    client?.disconnect();
    rmSync(folder, { recursive: true, force: true });
  });

  const written: string[] = [];
  const customersWrite = async (round: string): Promise<void> => {
    for (let index = 0; index < customers; index += 1) {
      const phone = `55119${String(20_000_000 + index)}`;
      const { id } = await system.current.simulator.customerSends({ instance, phone, text: `${round} ${index}` });
      written.push(id);
    }
  };
  const answers: string[] = [];
  const agentsAnswer = async (round: string): Promise<void> => {
    const tickets = await auditor().query<{ id: string }>('SELECT id FROM ticket.ticket ORDER BY number');
    for (let reply = 0; reply < repliesEach; reply += 1)
      await Promise.all(
        tickets.map(({ id }) => {
          const text = `${round} ${answers.length}`;
          answers.push(text);
          return call(`/tickets/${id}/messages`, { text });
        }),
      );
  };
  async function call<T>(path: string, json?: unknown): Promise<T> {
    const response = await fetch(`${system.current.urls.gateway}/api/v1${path}`, {
      method: json === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    if (!response.ok) throw new Error(`${path} answers ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  let access: Promise<string> | undefined;
  const token = (): Promise<string> => (access ??= login(system.current));
  const unsettled = async (): Promise<number> => {
    const [row] = await auditor().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ticket.message WHERE status IN ('queued', 'sending', 'unknown')`,
    );
    return row?.count ?? -1;
  };

  it('sends nothing twice, loses nothing that Evolution still stores, and has every client load afresh', async () => {
    await customersWrite('before');
    await auditor().storesOnce(written);
    client = new BkcrmClient({ url: system.current.urls.gateway });
    const applied: AppliedItem[] = [];
    client.onApplied((item) => applied.push(item));
    await client.login(administrator.email, administrator.password);
    client.connect();
    await eventually(() => expect(client?.store.getSnapshot().status).toBe('live'), { timeout: 20_000 });
    const [before] = await auditor().query<{ epoch: string }>('SELECT ticket.database_epoch() AS epoch');

    // Evolution takes each send, and says so late: most are in flight while the backup is made.
    await system.current.simulator.fault({
      action: 'slow-answer',
      endpoint: 'message/sendText',
      instance,
      milliseconds: 5_000,
    });
    await agentsAnswer('first');
    expect(await unsettled()).toBeGreaterThanOrEqual(100);
    const { id } = await call<BackupResource>('/backups', { kind: 'full' });
    const backup = await eventually(
      async () => {
        const { items } = await call<{ items: BackupResource[] }>('/backups');
        const found = items.find((one) => one.id === id);
        if (found?.state !== 'done') throw new Error(`the backup is ${found?.state}: ${found?.error}`);
        return found;
      },
      { timeout: 60_000, every: 200 },
    );

    // What happens from here on is not in the backup.
    await system.current.simulator.clear();
    await customersWrite('after');
    await agentsAnswer('second');
    await eventually(async () => expect(await unsettled()).toBe(0), { timeout: 90_000, every: 500 });
    await auditor().storesOnce(written);
    const sent = await system.current.simulator.accepted(instance);
    expect(sent).toHaveLength(answers.length);

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
    const [doubtful] = await auditor().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ticket.message WHERE status IN ('queued', 'sending', 'unknown')`,
    );
    expect(doubtful?.count).toBeGreaterThan(0);
    for (const name of stopped.toReversed()) await system.current.start(name);

    // Everything that Evolution stores is stored again, ours and theirs, once.
    await auditor().storesOnce([...written, ...sent.map((message) => message.id)], 120_000);
    await eventually(async () => expect(await unsettled()).toBe(0), { timeout: 120_000, every: 500 });
    const now = await system.current.simulator.accepted(instance);
    expect(now.map(({ text }) => text).sort(byText)).toEqual(sent.map(({ text }) => text).sort(byText));
    expect(new Set(now.map(({ text }) => text)).size).toBe(now.length);

    // The log is another one, and whoever was looking is looking at it.
    const [after] = await auditor().query<{ epoch: string }>('SELECT ticket.database_epoch() AS epoch');
    expect(after?.epoch).not.toBe(before?.epoch);
    access = undefined;
    await client.login(administrator.email, administrator.password);
    client.connect();
    await eventually(() => expect(client?.store.getSnapshot().status).toBe('live'), { timeout: 30_000 });
    const { id: last } = await system.current.simulator.customerSends({
      instance,
      phone: '5511920000000',
      text: 'after the restore',
    });
    await auditor().storesOnce([last]);
    await eventually(
      () => {
        const afresh = applied.filter(({ epoch }) => epoch.startsWith(after?.epoch ?? 'none'));
        expect(JSON.stringify(afresh)).toContain('after the restore');
      },
      { timeout: 20_000 },
    );
  }, 400_000);
});

const byText = (a: string | null, b: string | null): number => (a ?? '').localeCompare(b ?? '');
