import { backupFolder, backupOf, manifestName, outlived } from '@bkcrm/backup';
import type { RetentionRule } from '@bkcrm/backup';
import type { MediaStore } from '@bkcrm/media';

/**
 * Removes backups that have had their time, and files that a crash left without a manifest. Only for whoever holds the lock.
 * @returns the names of the backups that are gone
 */
export async function removeOutlived(target: MediaStore, now: Date, rule: RetentionRule): Promise<string[]> {
  const files = await target.list(backupFolder);
  const there = new Set(files);
  const whole = files.flatMap((file) => {
    const backup = backupOf(file);
    return backup !== undefined && file === manifestName(backup.name) ? backup : [];
  });
  const gone = new Set(outlived(whole, now, rule));
  // The manifest first: a backup that is half removed is none.
  for (const name of gone) await target.delete(`${backupFolder}/${manifestName(name)}`);
  for (const file of files) {
    const backup = backupOf(file);
    if (backup === undefined || file === manifestName(backup.name)) continue;
    if (gone.has(backup.name) || !there.has(manifestName(backup.name))) await target.delete(`${backupFolder}/${file}`);
  }
  return [...gone];
}
