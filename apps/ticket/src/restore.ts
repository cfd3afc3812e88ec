import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ArchiveBroken, BackupTargetSettings, ManifestUnreadable, openBackupTarget, readManifest } from '@bkcrm/backup';
import { createMigrationDataSource, Database, roles } from '@bkcrm/database';
import { FolderMediaStore } from '@bkcrm/media';
import { SecretUnreadable } from '@bkcrm/secrets';
import { readBackupConfig } from './app.config.js';
import { takeOver } from './backups/restoring/take-over.js';
import { migrateServices } from './backups/restoring/migrate-services.js';
import { proveBackup } from './backups/restoring/prove-backup.js';
import { restoreBackup, verifyArchive } from './backups/restoring/restore-backup.js';
import { restoreMedia } from './backups/restoring/restore-media.js';
import { RestoreRefused } from './backups/restoring/restore-refused.js';

/**
 * A command beside the service, with the same settings of backups. `--to` restores, `--prove` only tries it on a scratch database of
 * that server, `--came-back-to` has a database that came back by other means take over from the one it was. Ends with 1 when it is refused (nothing was changed),
 * with 2 when the call is wrong.
 */
const usage = `usage: restore --from <name or manifest> --to <database url> [--media <folder>] [--overwrite] [--prove]
       restore --came-back-to <moment> --to <database url>`;

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      media: { type: 'string' },
      overwrite: { type: 'boolean', default: false },
      prove: { type: 'boolean', default: false },
      'came-back-to': { type: 'string' },
    },
  });
  const { from, to, media, overwrite, 'came-back-to': moment } = values;
  if (to === undefined || (from === undefined) === (moment === undefined)) return say(usage, 2);
  if (moment !== undefined) return tellCameBack(to, moment);
  if (from === undefined) return say(usage, 2);
  const settings = settingsFor(from);
  const target = openBackupTarget(settings);
  if (target === undefined) return say('BACKUP_TARGET does not say where backups are', 2);
  const keys = settings.BACKUP_KEYS ?? [];
  const manifest = await readManifest(target, from);
  if (values.prove) {
    const proof = await proveBackup(manifest, { target, keys, serverUrl: to, prepare: migrateServices });
    return proof.ok
      ? say(`${manifest.name} is proven: ${proof.rows} rows of ${proof.tables} tables are the same`, 0)
      : say(`${manifest.name} is not proven: ${proof.problems.join('; ')}`, 1);
  }
  if (manifest.kind !== 'full') return say(`${manifest.name} holds one day: only a full backup can be restored`, 1);
  await verifyArchive(manifest, target, keys);
  if (await withDatabase(to, isEmpty)) await migrateServices(to);
  await restoreBackup(manifest, { target, keys, databaseUrl: to, mayOverwrite: overwrite, purpose: 'restore' });
  if (media !== undefined) {
    const files = await withDatabase(to, (database) =>
      restoreMedia({ database, target, media: new FolderMediaStore(media), keys }),
    );
    say(`${files.restored} files brought back, ${files.missing} are in neither place`, 0);
  }
  return say(`${manifest.name} of ${manifest.takenAt} is restored: start the services`, 0);
}

async function tellCameBack(to: string, moment: string): Promise<number> {
  const upTo = new Date(moment);
  if (Number.isNaN(upTo.getTime())) return say(`${moment} is no moment: write it like 2026-11-25T14:30:00-03:00`, 2);
  const target = openBackupTarget(readBackupConfig());
  await withDatabase(to, (database) => takeOver(database, upTo, target));
  return say(`the database of ${upTo.toISOString()} takes over from the one it was: start the services`, 0);
}

/** A manifest that is a file brings its target along: the folder above the one it lies in. */
function settingsFor(from: string): BackupTargetSettings {
  const configured = readBackupConfig();
  if (!existsSync(from)) return configured;
  return Object.assign(new BackupTargetSettings(), configured, { BACKUP_TARGET: dirname(dirname(resolve(from))) });
}

/** A database that is there already keeps its schema: only an empty one gets ours. */
async function isEmpty(database: Database): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(`SELECT to_regclass('ticket.migration') IS NOT NULL AS found`);
  return row?.found !== true;
}

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const dataSource = createMigrationDataSource({
    url,
    role: roles.ticket,
    schema: 'ticket',
    applicationName: 'bkcrm-restore',
  });
  await dataSource.initialize();
  try {
    return await work(new Database(dataSource));
  } finally {
    await dataSource.destroy();
  }
}

function say(sentence: string, status: number): number {
  (status === 0 ? process.stdout : process.stderr).write(`${sentence}\n`);
  return status;
}

try {
  process.exitCode = await run();
} catch (error) {
  const isRefusal = [RestoreRefused, ArchiveBroken, ManifestUnreadable, SecretUnreadable].some(
    (type) => error instanceof type,
  );
  if (!isRefusal) throw error;
  process.exitCode = say(`not restored, nothing was changed: ${(error as Error).message}`, 1);
}
