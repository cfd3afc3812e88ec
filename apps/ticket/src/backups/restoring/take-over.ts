import type { Database } from '@bkcrm/database';
import type { MediaStore } from '@bkcrm/media';
import { eraseAgain } from '../../erasing/list-beside-backups.js';
import { requireNoServices } from './check-target.js';
import { startAnew } from './start-anew.js';

/**
 * Makes a database that came back by other means than a backup of ours (point-in-time recovery, a promoted standby, a dump) what a
 * restored backup is: another database than the one it was. Twice does no harm.
 * @param upTo the moment that it came back to, as PostgreSQL reads it; what happened since is asked for at Evolution
 * @param target where the backups are, and beside them the list of who was erased; undefined when there is none
 * @throws RestoreRefused; nothing was changed then
 */
export async function takeOver(database: Database, upTo: Date, target: MediaStore | undefined): Promise<void> {
  await requireNoServices(database);
  await database.transaction(async (tx) => {
    await startAnew(tx, upTo.toISOString());
    if (target !== undefined) await eraseAgain(tx, target);
  });
}
