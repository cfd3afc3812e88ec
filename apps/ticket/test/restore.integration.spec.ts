import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveBroken, readManifest } from '@bkcrm/backup';
import type { BackupManifest } from '@bkcrm/backup';
import { FolderMediaStore } from '@bkcrm/media';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreBackup } from '../src/backups/restoring/restore-backup.js';
import { restoreMedia } from '../src/backups/restoring/restore-media.js';
import { RestoreRefused } from '../src/backups/restoring/restore-refused.js';
import { BackupHarness, withAllSchemas } from './backup-harness.js';

const never = { BACKUP_SCHEDULE: '0 2 29 2 *' };
const key = 'a-key-of-backups-with-32-characters';

describe('restoring a backup', () => {
  const source = withAllSchemas();
  const copy = withAllSchemas();
  let harness: BackupHarness;
  let manifest: BackupManifest;
  let target: FolderMediaStore;
  let client: Client;

  beforeAll(async () => {
    harness = await BackupHarness.open(source.url);
    const administrator = await harness.fill(30);
    await harness.tickets.database.query(
      `INSERT INTO outbox_message (id, exchange, routing_key, type, body, sent_at) VALUES (gen_random_uuid(), 'e', 'k', 't', '{}', now())`,
    );
    target = new FolderMediaStore(harness.folder);
    manifest = await readManifest(target, await harness.make('full', administrator, { ...never, BACKUP_KEYS: [key] }));
    client = new Client({ connectionString: copy.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await harness.close();
  });

  const restore = (overrides: Partial<Parameters<typeof restoreBackup>[1]> = {}, of = manifest): Promise<void> =>
    restoreBackup(of, {
      target,
      keys: [key],
      databaseUrl: copy.url,
      mayOverwrite: false,
      purpose: 'restore',
      ...overrides,
    });
  const ask = async (sql: string): Promise<unknown> => (await client.query<{ answer: unknown }>(sql)).rows[0]?.answer;
  const messages = (): Promise<unknown> => ask('SELECT count(*)::int AS answer FROM ticket.message');

  it('changes nothing when the file, the key, the schema or a count is not what the manifest says', async () => {
    const path = join(harness.folder, manifest.file.name);
    const whole = await readFile(path);
    const broken = Buffer.from(whole);
    broken[whole.length - 40] = (broken[whole.length - 40] ?? 0) ^ 1;
    await writeFile(path, broken);
    await expect(restore()).rejects.toThrow();
    await writeFile(path, whole.subarray(0, whole.length - 30));
    await expect(restore()).rejects.toThrow();
    await writeFile(path, whole);
    await expect(restore({ keys: ['another-key-of-backups-with-32-chars'] })).rejects.toThrow(
      /not among the configured/,
    );
    const [first, ...others] = manifest.tables;
    const wrongCount = { ...manifest, tables: [{ ...(first as (typeof others)[0]), rows: 1_000 }, ...others] };
    await expect(restore({}, wrongCount)).rejects.toThrow(RestoreRefused);
    const older = { ...manifest, schemas: { ...manifest.schemas, ticket: manifest.schemas['ticket']?.slice(1) ?? [] } };
    await expect(restore({}, older)).rejects.toThrow(/newer than the backup/);
    const otherFile = { ...manifest, file: { ...manifest.file, sha256: '0'.repeat(64) } };
    await expect(restore({}, otherFile)).rejects.toThrow(ArchiveBroken);
    expect(await messages()).toBe(0);
  });

  it('brings back every row, and starts over as another database', async () => {
    const epoch = await ask('SELECT ticket.database_epoch() AS answer');
    await restore();
    expect(await messages()).toBe(31);
    expect(await ask('SELECT ticket.database_epoch() AS answer')).not.toBe(epoch);
    expect(await ask('SELECT seq::int AS answer FROM ticket.event_head')).toBe(manifest.events.last);
    expect(await ask('SELECT count(*)::int AS answer FROM ticket.outbox_message WHERE sent_at IS NOT NULL')).toBe(0);
    expect(await ask('SELECT restored_at IS NOT NULL AS answer FROM sender.database_identity')).toBe(true);
    // Numbers of tickets go on behind the last one.
    const next = await ask(`SELECT nextval(pg_get_serial_sequence('ticket.ticket', 'number'))::int AS answer`);
    expect(next).toBe(((await ask('SELECT max(number) AS answer FROM ticket.ticket')) as number) + 1);
  });

  it('does not touch a database that is in use, unless it is told to, and is the same when done twice', async () => {
    await expect(restore()).rejects.toThrow(/in use/);
    await client.query(`INSERT INTO ticket.department (id, name) VALUES (gen_random_uuid(), 'since then')`);
    await restore({ mayOverwrite: true });
    expect(await ask('SELECT count(*)::int AS answer FROM ticket.department')).toBe(0);
    expect(await messages()).toBe(31);
    const service = new Client({ connectionString: copy.url, application_name: 'bkcrm-ticket' });
    await service.connect();
    await expect(restore({ mayOverwrite: true })).rejects.toThrow(/stop them first/);
    await service.end();
  });

  it('brings back files that the media store has not, and none that is damaged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bkcrm-media-'));
    const media = new FolderMediaStore(folder);
    const database = harness.tickets.database;
    expect(await restoreMedia({ database, target, media, keys: [key] })).toEqual({ restored: 1, missing: 0 });
    expect(await restoreMedia({ database, target, media, keys: [key] })).toEqual({ restored: 0, missing: 0 });
    const [row] = await database.query<{ object: string }>(`SELECT object FROM attachment WHERE state = 'stored'`);
    expect((await media.read(row?.object ?? ''))?.toString()).toBe('the photo');
    await rm(folder, { recursive: true });
  });
});
