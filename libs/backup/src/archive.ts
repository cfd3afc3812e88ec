import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { MediaStore } from '@bkcrm/media';
import { decryptStream, encryptStream } from '@bkcrm/secrets';
import { archiveLine, parseLine } from './domain/lines.js';
import type { TableManifest } from './domain/manifest.js';

export interface ArchiveRow {
  table: string;
  /** JSON as PostgreSQL made it. */
  row: string;
}

/** What a row adds to the hash of its table. */
export const hashedRow = (row: string): string => `${row}\n`;

/** Rows and hashes by table, as they come by. */
export class TableTally {
  private readonly tables = new Map<string, { rows: number; hash: Hash }>();

  add({ table, row }: ArchiveRow): void {
    const tally = this.tables.get(table) ?? { rows: 0, hash: createHash('sha256') };
    this.tables.set(table, tally);
    tally.rows += 1;
    tally.hash.update(hashedRow(row));
  }

  of(table: string): { rows: number; sha256: string } {
    const tally = this.tables.get(table);
    const hash = tally?.hash.copy() ?? createHash('sha256');
    return { rows: tally?.rows ?? 0, sha256: hash.digest('hex') };
  }

  get names(): string[] {
    return [...this.tables.keys()];
  }
}

/** Streams rows into a compressed, perhaps encrypted file of a store. Nothing is under the name until all of it is. */
export async function writeArchive(
  store: MediaStore,
  name: string,
  rows: AsyncIterable<ArchiveRow>,
  key: string | undefined,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const lines = Readable.from(linesOf(rows), { objectMode: false });
  const stages = key === undefined ? [createGzip()] : [createGzip(), encryptStream(key)];
  // Whichever side fails first ends the other: neither a store that waits nor a database that reads on is left behind.
  const stored = store.put(name, measure).catch((error: Error) => {
    measure.destroy(error);
    throw error;
  });
  // Both have ended before anybody hears of it: a store that failed has removed what it had.
  const ends = await Promise.allSettled([pipeline([lines, ...stages, measure]), stored]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return { bytes, sha256: hash.digest('hex') };
}

async function* linesOf(rows: AsyncIterable<ArchiveRow>): AsyncGenerator<string> {
  for await (const { table, row } of rows) yield archiveLine(table, row);
}

/** A backup's file is not what its manifest says. */
export class ArchiveBroken extends Error {
  constructor(reason: string) {
    super(`the backup is broken: ${reason}`);
    this.name = 'ArchiveBroken';
  }
}

/** The rows of an archive, one after the other, in bounded memory. @throws ArchiveBroken, SecretUnreadable, what the store throws */
export async function* readArchive(
  store: MediaStore,
  file: { name: string; sha256: string; encrypted: boolean },
  keys: readonly string[],
): AsyncGenerator<ArchiveRow> {
  const opened = await store.open(file.name);
  if (opened === undefined) throw new ArchiveBroken(`${file.name} is not there`);
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const gunzip = createGunzip();
  const stages = file.encrypted ? [decryptStream(keys), gunzip] : [gunzip];
  let failure: unknown;
  const lines = createInterface({ input: gunzip, crlfDelay: Infinity });
  const flow = pipeline([opened.stream, measure, ...stages]).catch((error: unknown) => {
    failure ??= error;
    lines.close();
  });
  try {
    for await (const line of lines) yield parse(line);
  } catch (error) {
    failure ??= error;
  } finally {
    lines.close();
    opened.stream.destroy();
    // What nobody reads any more would hold the pipeline up for ever.
    if (!gunzip.readableEnded) gunzip.destroy();
  }
  await flow;
  if (failure !== undefined) throw asBroken(failure);
  if (hash.digest('hex') !== file.sha256) throw new ArchiveBroken(`${file.name} has another SHA-256`);
}

function parse(line: string): ArchiveRow {
  try {
    return parseLine(line);
  } catch (error) {
    throw asBroken(error);
  }
}

function asBroken(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isCompression = 'code' in error && String(error.code).startsWith('Z_');
  return isCompression || error.message === 'a line is not of a backup' ? new ArchiveBroken(error.message) : error;
}

/** Where an archive differs from its manifest; empty when it does not. */
export function differences(tables: readonly TableManifest[], tally: TableTally): string[] {
  const wrong = tables.flatMap(({ name, rows, sha256 }) => {
    const found = tally.of(name);
    if (found.rows !== rows) return `${name} has ${found.rows} rows instead of ${rows}`;
    return found.sha256 === sha256 ? [] : `${name} has other rows than it had`;
  });
  const known = new Set(tables.map(({ name }) => name));
  return [...wrong, ...tally.names.filter((name) => !known.has(name)).map((name) => `${name} is not in the manifest`)];
}
