import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { FolderMediaStore } from '@bkcrm/media';
import { eventually } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveBroken, differences, readArchive, TableTally, writeArchive } from './archive.js';
import type { ArchiveRow } from './archive.js';
import { archiveLine } from './domain/lines.js';

const key = 'a-key-of-backups-with-32-characters';
const rows: ArchiveRow[] = Array.from({ length: 5_000 }, (_, index) => ({
  table: index < 3_000 ? 'ticket.contact' : 'ticket.message',
  row: `{"id":${index},"big":12345678901234567890.123456789,"text":"\\",\\"row\\":\u2028 ${index}"}`,
}));

async function* all(of: ArchiveRow[]): AsyncGenerator<ArchiveRow> {
  for (const row of of) yield await Promise.resolve(row);
}

async function* breaking(): AsyncGenerator<ArchiveRow> {
  yield* all(rows);
  throw new Error('the database is gone');
}

const tally = (of: ArchiveRow[]): TableTally => {
  const result = new TableTally();
  for (const row of of) result.add(row);
  return result;
};

describe('an archive', () => {
  let folder: string;
  let store: FolderMediaStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bkcrm-archive-'));
    store = new FolderMediaStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([undefined, key])('gives back every row as it was', async (secret) => {
    const { sha256 } = await writeArchive(store, 'file', all(rows), secret);
    const back: ArchiveRow[] = [];
    const file = { name: 'file', sha256, encrypted: secret !== undefined };
    for await (const row of readArchive(store, file, [key])) back.push(row);
    expect(back).toEqual(rows);
  });

  it('is refused at once when it unpacks to something else, however much of it there is', async () => {
    // Its file is short, and has been read to its end while what it unpacks to still waits for its reader.
    const content = Buffer.concat([
      Buffer.from(archiveLine('ticket.contact', '{}')),
      Buffer.alloc(5_000_000, 'rubbish\n'),
    ]);
    const packed = gzipSync(content);
    const stream = Readable.from([packed]);
    const opened = { stream, size: packed.length };
    const memory = Object.assign(Object.create(store) as FolderMediaStore, { open: () => Promise.resolve(opened) });
    const read = readArchive(memory, { name: 'file', sha256: 'x', encrypted: false }, []);
    expect((await read.next()).value).toEqual({ table: 'ticket.contact', row: '{}' });
    await eventually(() => expect(stream.readableEnded).toBe(true));
    await expect(read.next()).rejects.toThrow(ArchiveBroken);
  });

  it('is refused when it is cut off, changed, not there, or another one', async () => {
    const { sha256 } = await writeArchive(store, 'file', all(rows), undefined);
    const read = async (wanted = sha256): Promise<void> => {
      for await (const row of readArchive(store, { name: 'file', sha256: wanted, encrypted: false }, [])) void row;
    };
    await read();
    await expect(read('0'.repeat(64))).rejects.toThrow(ArchiveBroken);
    const whole = await readFile(join(folder, 'file'));
    await writeFile(join(folder, 'file'), whole.subarray(0, whole.length / 2));
    await expect(read()).rejects.toThrow(ArchiveBroken);
    await rm(join(folder, 'file'));
    await expect(read()).rejects.toThrow(/not there/);
  });

  it('leaves nothing when its rows break off', async () => {
    await expect(writeArchive(store, 'file', breaking(), key)).rejects.toThrow('the database is gone');
    expect(await readdir(folder)).toEqual([]);
  });

  it('differs from its manifest by a row more, a row less, another row, or a table that is not in it', () => {
    const whole = tally(rows);
    const tables = whole.names.map((name) => ({ name, columns: [], ...whole.of(name) }));
    expect(differences(tables, whole)).toEqual([]);
    expect(differences(tables, tally(rows.slice(1)))).toEqual(['ticket.contact has 2999 rows instead of 3000']);
    const [first, second, ...others] = rows as [ArchiveRow, ArchiveRow, ...ArchiveRow[]];
    expect(differences(tables, tally([second, first, ...others]))).toEqual([
      'ticket.contact has other rows than it had',
    ]);
    expect(differences(tables.slice(1), whole)).toEqual(['ticket.contact is not in the manifest']);
  });
});
