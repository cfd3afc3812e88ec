import type { Database } from '@bkcrm/database';
import { showDisk } from '@bkcrm/observability';
import type { TicketConfig } from '../app.config.js';
import { dataFolder } from '../backups/backup-place.js';

/** The disks that this service depends on: its files, its backups, and the database's where that is on this machine and may be known. */
export async function showDisks(config: TicketConfig, database: Database): Promise<void> {
  const { MEDIA_DIR, BACKUP_TARGET: target } = config;
  showDisk('media', MEDIA_DIR);
  if (target !== undefined && !target.startsWith('s3://')) showDisk('backups', target);
  const data = await dataFolder(database);
  if (data !== undefined) showDisk('database', data);
}
