import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { copyName } from '@bkcrm/backup';
import type { BackupMedia } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import type { MediaStore } from '@bkcrm/media';
import { encryptStream } from '@bkcrm/secrets';
import { Logger } from '@nestjs/common';

interface CopyOptions {
  database: Database;
  media: MediaStore;
  target: MediaStore;
  key: string | undefined;
  signal: AbortSignal;
}

const pageSize = 1_000;
const logger = new Logger('CopyMedia');

/** Files are named by their content, so that what is in the target already never has to be copied again. */
export async function copyMedia({ database, media, target, key, signal }: CopyOptions): Promise<BackupMedia> {
  const result: BackupMedia = { files: 0, bytes: 0, copied: 0, missing: 0 };
  const present = new PresentCopies(target);
  for (let after = ''; ;) {
    const page = await database.query<{ object: string; size: number }>(
      `SELECT object, max(size)::float8 AS size FROM ticket.attachment WHERE state = 'stored' AND object > $1
       GROUP BY object ORDER BY object LIMIT ${pageSize}`,
      [after],
    );
    for (const { object, size } of page) {
      signal.throwIfAborted();
      const name = copyName(object, key !== undefined);
      const isThere = await present.has(name);
      if (!isThere && !(await copy(media, target, { object, name, key }))) {
        result.missing += 1;
        continue;
      }
      result.files += 1;
      result.bytes += size;
      result.copied += isThere ? 0 : 1;
    }
    const last = page.at(-1);
    if (page.length < pageSize || last === undefined) return result;
    after = last.object;
  }
}

/** What a target has, asked for folder by folder: names come in order, so that one folder's are held at a time. */
class PresentCopies {
  private folder = '';
  private names = new Set<string>();

  constructor(private readonly target: MediaStore) {}

  async has(name: string): Promise<boolean> {
    const folder = name.slice(0, name.lastIndexOf('/'));
    if (folder !== this.folder) {
      this.names = new Set(await this.target.list(folder));
      this.folder = folder;
    }
    return this.names.has(name.slice(folder.length + 1));
  }
}

/** @returns whether it is in the target now; a file that is not there, or not what its name says, is told and left out */
async function copy(
  media: MediaStore,
  target: MediaStore,
  { object, name, key }: { object: string; name: string; key: string | undefined },
): Promise<boolean> {
  const file = await media.open(object);
  if (file === undefined) {
    logger.warn('a file of a message is not in the media store', { object });
    return false;
  }
  try {
    await target.put(name, checked(file.stream, object, key));
    return true;
  } catch (error) {
    if (!(error instanceof FileDamaged)) throw error;
    logger.error('a file of a message is damaged', { object });
    return false;
  } finally {
    file.stream.destroy();
  }
}

/** A file has other content than its name says. */
export class FileDamaged extends Error {}

/** Passes a file on, and fails at its end when it is not what its name says. */
export function contentCheck(object: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(object.endsWith(hash.digest('hex')) ? null : new FileDamaged(`${object} has other content`));
    },
  });
}

function checked(file: Readable, object: string, key: string | undefined): Readable {
  const check = contentCheck(object);
  const last = key === undefined ? check : encryptStream(key);
  // Its failure reaches whoever reads the last stage.
  void pipeline(key === undefined ? [file, check] : [file, check, last]).catch(() => {});
  return last;
}
