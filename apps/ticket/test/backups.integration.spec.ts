import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { readManifest } from '@bkcrm/backup';
import { FolderMediaStore } from '@bkcrm/media';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fullContents } from '../src/backups/making/contents.js';
import { BackupReader } from '../src/backups/making/backup-reader.js';
import { Snapshot } from '../src/backups/making/snapshot.js';
import { BackupHarness, withAllSchemas } from './backup-harness.js';
import { aDelivery, aTextUpsert } from './ticket-harness.js';

/** Far enough away that the schedule wants nothing while a test asks for backups itself. */
const never = { BACKUP_SCHEDULE: '0 2 29 2 *' };
const key = 'a-key-of-backups-with-32-characters';

describe('backups', () => {
  const testDatabase = withAllSchemas();
  let harness: BackupHarness;
  let administrator: string;
  beforeAll(async () => {
    harness = await BackupHarness.open(testDatabase.url);
    administrator = await harness.fill(40);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    await harness.tickets.database.query('DELETE FROM backup');
    harness.made.length = 0;
  });

  const files = async (): Promise<string[]> =>
    (await readdir(join(harness.folder, 'backups')).catch((): string[] => [])).sort((a, b) => a.localeCompare(b));
  const target = (): FolderMediaStore => new FolderMediaStore(harness.folder);

  it('of a day hold its conversations, whole, with a manifest that says what is in them', async () => {
    const day = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10);
    const name = await harness.make('daily', administrator, never, day);
    expect(name).toBe(`backup-${day}`);
    const manifest = await readManifest(target(), name);
    const rows = rowsOf(await readFile(join(harness.folder, manifest.file.name)));
    const counts = Object.fromEntries(manifest.tables.map(({ name: table, rows: count }) => [table, count]));
    expect(counts).toMatchObject({
      'ticket.message': 41,
      'ticket.conversation': 41,
      'ticket.ticket': 41,
      'ticket.contact': 41,
      'ticket.attachment': 1,
    });
    expect(rows.filter(({ table }) => table === 'ticket.message')).toHaveLength(41);
    expect(rows.find(({ table }) => table === 'ticket.message')?.row).toMatchObject({ text: 'olá “é”\n\u2028😀' });
    expect(manifest.events.last).toBeGreaterThan(0);
    expect(await harness.store.list()).toMatchObject([
      { kind: 'daily', day, state: 'done', sha256: manifest.file.sha256 },
    ]);

    const before = await harness.make('daily', administrator, never, '2020-01-01');
    const other = await readManifest(target(), before);
    expect(other.tables.find(({ name: table }) => table === 'ticket.message')?.rows).toBe(0);
  });

  it('are made by the schedule for yesterday, once, however many replicas there are', async () => {
    harness.tickets.clock.advance(86_400);
    const workers = [1, 2, 3].map(() => harness.worker());
    await Promise.all(workers.map((worker) => worker.round()));
    await Promise.all(workers.map((worker) => worker.round()));
    expect((await harness.store.list()).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'daily done',
      'full done',
    ]);
    expect(harness.made.sort()).toEqual(['daily done', 'full done']);
  });

  it('hold everything of every service but who was logged in, and the files of messages, each copied once', async () => {
    await target().delete('media');
    const name = await harness.make('full', administrator, never);
    const manifest = await readManifest(target(), name);
    const tables = manifest.tables.map(({ name: table }) => table);
    expect(tables).toEqual(expect.arrayContaining(['ticket.message', 'sender.send_command', 'gateway.password']));
    for (const left of ['ticket.event', 'gateway.session', 'gateway.password_reset'])
      expect(tables).not.toContain(left);
    expect(manifest.media).toEqual({ files: 1, bytes: 9, copied: 1, missing: 0 });
    const again = await readManifest(target(), await harness.make('full', administrator, never));
    expect(again.media).toEqual({ files: 1, bytes: 9, copied: 0, missing: 0 });
  });

  it('show one moment, whatever is stored while they are made', async () => {
    const [before] = await harness.tickets.database.query<{ messages: number }>(
      'SELECT count(*)::int AS messages FROM message',
    );
    const reader = new BackupReader(testDatabase.url);
    const counts = new Map<string, number>();
    await Snapshot.take(await reader.database(), new AbortController().signal, async (snapshot) => {
      for await (const { table } of snapshot.rows(await fullContents(snapshot))) {
        // Between two tables somebody writes for the first time.
        if (table === 'ticket.conversation' && !counts.has(table))
          await harness.tickets.store.execute([
            aDelivery('messages.upsert', 'shop', aTextUpsert({ phone: '5511800000001' })),
          ]);
        counts.set(table, (counts.get(table) ?? 0) + 1);
      }
    });
    await reader.onApplicationShutdown();
    expect(counts.get('ticket.message')).toBe(before?.messages);
  });

  it('leave nothing under their name when they break off, and are made by the next attempt', async () => {
    const id = await harness.store.enqueue(harness.tickets.database, {
      id: undefined,
      kind: 'full',
      day: null,
      requestedBy: administrator,
    });
    const there = await files();
    const media = new FolderMediaStore(harness.folder);
    media.open = () => Promise.resolve({ stream: Readable.from(failing(), { objectMode: false }), size: 9 });
    await writeFile(join(harness.folder, 'backups', 'full-2026-01-01T000000Z.ndjson.gz.abc.part'), 'half of it');
    await harness.tickets.database.query(`UPDATE attachment SET object = 'media/00/000'`);
    await harness.worker(never, media).round();
    expect(await harness.store.find(harness.tickets.database, id)).toMatchObject({
      state: 'waiting',
      error: 'the disk is gone',
    });
    expect((await files()).filter((file) => file.endsWith('.manifest.json'))).toEqual(
      there.filter((file) => file.endsWith('.manifest.json')),
    );
    await harness.tickets.database.query(`UPDATE attachment SET state = 'remote', object = NULL`);

    harness.tickets.clock.advance(900);
    await harness.worker(never).round();
    expect(await harness.store.find(harness.tickets.database, id)).toMatchObject({ state: 'done', error: null });
    expect((await files()).filter((file) => file.endsWith('.part'))).toEqual([]);
    const named = new Set((await files()).map((file) => file.split('.')[0]));
    for (const name of named) expect(await files()).toContain(`${name}.manifest.json`);
  });

  it('that a dead process left in the middle are made by another one, three times at most', async () => {
    const id = await harness.store.enqueue(harness.tickets.database, {
      id: undefined,
      kind: 'full',
      day: null,
      requestedBy: administrator,
    });
    await harness.store.takeNext(harness.tickets.clock.now());
    await harness.worker(never).round();
    expect(await harness.store.find(harness.tickets.database, id)).toMatchObject({ state: 'done' });
    await harness.tickets.database.query(`UPDATE backup SET state = 'running', attempts = 3`);
    await harness.worker(never).round();
    expect(await harness.store.find(harness.tickets.database, id)).toMatchObject({ state: 'failed' });
  });

  it('are given back by a process that stops', async () => {
    const id = await harness.store.enqueue(harness.tickets.database, {
      id: undefined,
      kind: 'full',
      day: null,
      requestedBy: administrator,
    });
    const worker = harness.worker(never);
    const round = worker.round();
    await worker.stop();
    await round;
    const [row] = await harness.tickets.database.query('SELECT state, attempts FROM backup WHERE id = $1', [id]);
    expect(row).toEqual({ state: 'waiting', attempts: 0 });
  });

  it('have their time, but the last ones stay', async () => {
    const media = target();
    for (const day of ['01', '02', '03'])
      for (const end of ['manifest.json', 'ndjson.gz'])
        await media.put(`backups/backup-2020-01-${day}.${end}`, Buffer.from('{}'));
    await media.put('backups/full-2020-01-01T000000Z.ndjson.gz', Buffer.from('without a manifest'));
    await harness.make(
      'daily',
      administrator,
      { ...never, BACKUP_KEEP_AT_LEAST: 3, BACKUP_KEEP_DAYS: 30 },
      '2020-01-04',
    );
    const kept = (await files()).filter((file) => file.startsWith('backup-2020') && file.endsWith('.manifest.json'));
    expect(kept).toContain('backup-2020-01-04.manifest.json');
    expect(kept).not.toContain('backup-2020-01-01.manifest.json');
    expect(await files()).not.toContain('full-2020-01-01T000000Z.ndjson.gz');
  });

  it('are proven by being restored, and a single changed byte is told', async () => {
    for (const settings of [never, { ...never, BACKUP_KEYS: [key] }]) {
      const name = await harness.make('full', administrator, settings);
      const [backup] = await harness.store.list();
      const proof = async () => {
        await harness.store.wantProof(harness.tickets.database, backup?.id ?? '');
        await harness.worker(settings).round();
        return (await harness.store.find(harness.tickets.database, backup?.id ?? ''))?.proof;
      };
      expect(await proof()).toMatchObject({ ok: true, problems: [], rows: backup?.rows });
      const path = join(harness.folder, (await readManifest(target(), name)).file.name);
      const content = await readFile(path);
      expect(content.includes('conversation')).toBe(false);
      content[100] = (content[100] ?? 0) ^ 1;
      await writeFile(path, content);
      expect(await proof()).toMatchObject({ ok: false, problems: [expect.any(String)] });
      await harness.tickets.database.query('DELETE FROM backup');
    }
    const scratch = await harness.tickets.database.query(
      `SELECT 1 FROM pg_database WHERE datname LIKE 'bkcrm_proof_%'`,
    );
    expect(scratch).toEqual([]);
    // Four restores, each with the migrations of a database of its own.
  }, 180_000);
});

async function* failing(): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from('half'));
  throw new Error('the disk is gone');
}

const rowsOf = (file: Buffer) =>
  gunzipSync(file)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { table: string; row: Record<string, unknown> });
