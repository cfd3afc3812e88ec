import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createGzip, gunzip } from 'node:zlib';
import { decodeSegment } from '../spool/domain/record-format.js';
import type { InboundMessage } from '../webhooks/domain/inbound-message.js';
import { begunAt } from './domain/journal-files.js';
import type { JournalFile } from './domain/journal-files.js';

const unzip = promisify(gunzip);

/** The journal's files, oldest first; none when there is no folder. */
export async function journalFiles(folder: string): Promise<JournalFile[]> {
  const files: JournalFile[] = [];
  const names: string[] = await readdir(folder).catch(() => []);
  for (const name of names.toSorted()) {
    const time = begunAt(name);
    if (time === undefined) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found) files.push({ name, begunAt: time, bytes: found.size });
  }
  return files;
}

/** Puts the compressed file in place of the one that was written. Interrupted, it begins anew. */
export async function compress(path: string): Promise<void> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  await pipeline(createReadStream(path), gzip, createWriteStream(`${path}.gz.new`, { flush: true }));
  await rename(`${path}.gz.new`, `${path}.gz`);
  await rm(path);
}

/** What a file holds; one that is still appended to gives what is whole so far. */
export async function readJournalFile(folder: string, name: string): Promise<InboundMessage[]> {
  const content = await readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
    // Compressed, or forgotten, since the folder was listed.
    if (error.code === 'ENOENT' && !name.endsWith('.gz')) return readFile(join(folder, `${name}.gz`));
    throw error;
  });
  // The magic number of gzip tells more surely than the name.
  const isCompressed = content[0] === 0x1f && content[1] === 0x8b;
  const { records } = decodeSegment(isCompressed ? await unzip(content) : content);
  return records.map(({ message }) => message);
}
