import { pipeline } from 'node:stream/promises';
import { copyName } from '@bkcrm/backup';
import type { Queryable } from '@bkcrm/database';
import type { MediaStore } from '@bkcrm/media';
import { decryptStream } from '@bkcrm/secrets';
import { contentCheck, FileDamaged } from '../making/copy-media.js';

interface MediaRestoreOptions {
  database: Queryable;
  target: MediaStore;
  media: MediaStore;
  keys: readonly string[];
}

/** Brings back the files of messages that the media store has not. @returns how many came back, and how many are in neither */
export async function restoreMedia({
  database,
  target,
  media,
  keys,
}: MediaRestoreOptions): Promise<{ restored: number; missing: number }> {
  const result = { restored: 0, missing: 0 };
  for (let after = ''; ;) {
    const page = await database.query<{ object: string }>(
      `SELECT DISTINCT object FROM ticket.attachment WHERE state = 'stored' AND object > $1 ORDER BY object LIMIT 1000`,
      [after],
    );
    for (const { object } of page) {
      if ((await media.writtenAt(object)) !== undefined) continue;
      if (await bringBack(object, { target, media, keys })) result.restored += 1;
      else result.missing += 1;
    }
    const last = page.at(-1);
    if (last === undefined) return result;
    after = last.object;
  }
}

async function bringBack(
  object: string,
  { target, media, keys }: Omit<MediaRestoreOptions, 'database'>,
): Promise<boolean> {
  for (const isEncrypted of [false, true]) {
    const copy = await target.open(copyName(object, isEncrypted));
    if (copy === undefined) continue;
    const check = contentCheck(object);
    // Its failure reaches the store, which reads the last stage.
    void pipeline(isEncrypted ? [copy.stream, decryptStream(keys), check] : [copy.stream, check]).catch(() => {});
    try {
      await media.put(object, check);
      return true;
    } catch (error) {
      if (!(error instanceof FileDamaged)) throw error;
    }
  }
  return false;
}
