import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderMediaStore } from '@bkcrm/media';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withGateway } from './gateway-harness.js';
import { startRealTicket } from './real-ticket.js';

const folder = mkdtempSync(join(tmpdir(), 'bkcrm-backups-'));
const content = Buffer.alloc(300_000, 'a backup ');

describe('the file of a backup', () => {
  const gateway = withGateway({ BACKUP_TARGET: folder }, startRealTicket);
  const [made, waiting, vanished] = [uuid(), uuid(), uuid()];
  let administrator: string;
  let agent: string;

  beforeAll(async () => {
    administrator = await gateway.seed.agent('boss@example.com', 'administrator');
    agent = await gateway.seed.agent('agent@example.com', 'agent');
    const target = new FolderMediaStore(folder);
    const file = { name: 'backups/full-a.ndjson.gz', sha256: 'x', encrypted: false };
    const manifest = { format: 1, name: 'full-a', kind: 'full', schemas: {}, tables: [], file };
    await target.put('backups/full-a.manifest.json', Buffer.from(JSON.stringify(manifest)));
    await target.put(file.name, content);
    for (const [id, state, name] of [
      [made, 'done', 'full-a'],
      [waiting, 'waiting', null],
      [vanished, 'done', 'full-b'],
    ])
      await gateway.seed.query(`INSERT INTO ticket.backup (id, kind, state, name) VALUES ($1, 'full', $2, $3)`, [
        id,
        state,
        name,
      ]);
    // The ticket service has just started: until its queue is there, nobody answers.
    await eventually(async () => expect((await gateway.fetch(administrator, '/api/v1/backups')).status).toBe(200), {
      timeout: 30_000,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const audited = async (): Promise<unknown[]> => {
    const answer = await gateway.fetch(administrator, '/api/v1/audit?act=backup.downloaded');
    return ((await answer.json()) as { items: unknown[] }).items;
  };

  it('is given to an administrator, whole, and stands in the audit log', async () => {
    const answer = await gateway.fetch(administrator, `/api/v1/backups/${made}/file`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="full-a.ndjson.gz"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    expect(await audited()).toMatchObject([{ actorId: administrator, subjectId: made, details: { name: 'full-a' } }]);
  });

  it('is given to nobody else, and only when it is made and there', async () => {
    expect((await gateway.fetch(agent, `/api/v1/backups/${made}/file`)).status).toBe(403);
    expect((await gateway.fetch(administrator, `/api/v1/backups/${waiting}/file`)).status).toBe(409);
    expect((await gateway.fetch(administrator, `/api/v1/backups/${vanished}/file`)).status).toBe(404);
    expect((await gateway.fetch(administrator, `/api/v1/backups/${uuid()}/file`)).status).toBe(404);
    expect(await audited()).toHaveLength(1);
  });

  it('stands in a list with the plan, the latest first', async () => {
    const answer = await gateway.fetch(administrator, '/api/v1/backups');
    const { items, plan } = (await answer.json()) as { items: { id: string }[]; plan: object };
    expect(items.map(({ id }) => id)).toEqual([vanished, waiting, made]);
    expect(plan).toMatchObject({ schedule: '0 2 * * *', timeZone: 'America/Sao_Paulo', target: null });
  });
});
