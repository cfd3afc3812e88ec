import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openBackupTarget, readManifest } from '@bkcrm/backup';
import type { MediaStore } from '@bkcrm/media';
import { freePort } from '@bkcrm/testing';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TicketConfig } from '../src/app.config.js';
import { restoreBackup } from '../src/backups/restoring/restore-backup.js';
import { BackupHarness, withAllSchemas } from './backup-harness.js';

describe('a bucket as the target of backups', () => {
  const testDatabase = withAllSchemas();
  const scratch = withAllSchemas();
  let harness: BackupHarness;
  let server: S3rver;
  let folder: string;
  let settings: Partial<TicketConfig>;
  let target: MediaStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bkcrm-s3-'));
    const port = await freePort();
    server = new S3rver({
      port,
      address: '127.0.0.1',
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'help-desk', configs: [] }],
    });
    await server.run();
    settings = {
      BACKUP_TARGET: 's3://help-desk/copies',
      BACKUP_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      BACKUP_S3_ACCESS_KEY_ID: 'S3RVER',
      BACKUP_S3_SECRET_ACCESS_KEY: 'S3RVER',
      BACKUP_SCHEDULE: '0 2 29 2 *',
    };
    target = openBackupTarget(Object.assign(new TicketConfig(), settings)) as MediaStore;
    harness = await BackupHarness.open(testDatabase.url);
  });
  afterAll(async () => {
    await harness.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps files of one part and of many, lists, reads and removes them', async () => {
    const large = Buffer.alloc(20_000_000, 'x');
    await target.put('backups/small', Buffer.from('small'));
    await target.put('backups/large', Readable.from([large.subarray(0, 9_000_000), large.subarray(9_000_000)]));
    expect((await target.list('backups')).sort()).toEqual(['large', 'small']);
    expect((await target.read('backups/large'))?.equals(large)).toBe(true);
    const opened = await target.open('backups/small');
    expect(opened === undefined ? '' : await text(opened.stream)).toBe('small');
    expect(await target.open('backups/none')).toBeUndefined();
    expect(await target.writtenAt('backups/none')).toBeUndefined();
    await target.delete('backups');
    expect(await target.list('backups')).toEqual([]);
  });

  it('shows nothing of a file whose source broke off', async () => {
    await expect(target.put('backups/half', Readable.from(breaking(), { objectMode: false }))).rejects.toThrow(
      'broke off',
    );
    expect(await target.list('backups')).toEqual([]);
  });

  it('holds a backup that can be restored', async () => {
    const administrator = await harness.fill(20);
    const manifest = await readManifest(target, await harness.make('full', administrator, settings));
    expect(manifest.media).toMatchObject({ files: 1, copied: 1 });
    await restoreBackup(manifest, {
      target,
      keys: [],
      databaseUrl: scratch.url,
      mayOverwrite: false,
      purpose: 'restore',
    });
  });
});

/** More than one part of an upload, and then an error. */
async function* breaking(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(9_000_000);
  yield await Promise.resolve(Buffer.alloc(9_000_000));
  throw new Error('the source broke off');
}
