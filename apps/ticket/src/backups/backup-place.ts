import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BackupPlan } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import type { TicketConfig } from '../app.config.js';

/** Where backups go, and what would be lost together with them. */
export async function describeTarget(db: Queryable, config: TicketConfig): Promise<BackupPlan['target']> {
  const { BACKUP_TARGET: place, BACKUP_KEYS: keys = [], MEDIA_DIR } = config;
  if (place === undefined) return null;
  const encrypted = keys.length > 0;
  if (place.startsWith('s3://')) return { kind: 's3', place, encrypted, sharesDiskWith: [] };
  const [target, media, data] = await Promise.all([
    deviceOf(place),
    deviceOf(MEDIA_DIR),
    dataFolder(db).then(deviceOf),
  ]);
  const sharesDiskWith: ('database' | 'media')[] = [];
  if (target !== undefined && target === data) sharesDiskWith.push('database');
  if (target !== undefined && target === media) sharesDiskWith.push('media');
  return { kind: 'folder', place, encrypted, sharesDiskWith };
}

/** Of a database on this machine whose role may know it; a folder of another machine is not here. */
export async function dataFolder(db: Queryable): Promise<string | undefined> {
  try {
    const [row] = await db.query<{ folder: string | null }>(
      `SELECT setting AS folder FROM pg_settings WHERE name = 'data_directory'`,
    );
    return row?.folder ?? undefined;
  } catch {
    return undefined;
  }
}

/** The disk on which a path lies, or will lie once it is there. */
async function deviceOf(path: string | undefined): Promise<number | undefined> {
  if (path === undefined) return undefined;
  try {
    return (await stat(path)).dev;
  } catch {
    const parent = dirname(path);
    return parent === path ? undefined : deviceOf(parent);
  }
}
