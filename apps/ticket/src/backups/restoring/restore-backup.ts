import { differences, readArchive, TableTally } from '@bkcrm/backup';
import type { BackupManifest, TableManifest } from '@bkcrm/backup';
import { createMigrationDataSource, Database, roles } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import type { MediaStore } from '@bkcrm/media';
import { eraseAgain } from '../../erasing/list-beside-backups.js';
import { emptied, tableShapes } from '../making/contents.js';
import { selectRows } from '../making/select-rows.js';
import { checkTarget } from './check-target.js';
import { advanceSequences, loadRows } from './load-rows.js';
import { RestoreRefused } from './restore-refused.js';
import { startAnew } from './start-anew.js';

export interface RestoreOptions {
  target: MediaStore;
  keys: readonly string[];
  /** Of whoever owns the database. Its schemas must be there, as the migrations of the backup's release leave them. */
  databaseUrl: string;
  /** Whether a database that is in use may be emptied. */
  mayOverwrite: boolean;
  /** `restore`: it is to be worked with, as another database than the one it was; `proof`: it is to be the same, and thrown away. */
  purpose: 'restore' | 'proof';
}

/**
 * Puts a backup into a database. First everything is looked at: the file's hash, every table's rows and hash, the schema. Then one
 * transaction empties, fills and reads back; it commits only when every table is what the manifest says. Twice gives the same.
 * @throws RestoreRefused, ArchiveBroken, SecretUnreadable; nothing was changed then
 */
export async function restoreBackup(manifest: BackupManifest, options: RestoreOptions): Promise<void> {
  const { target, keys, databaseUrl, mayOverwrite, purpose } = options;
  await verifyArchive(manifest, target, keys);
  const dataSource = createMigrationDataSource({
    url: databaseUrl,
    role: roles.ticket,
    schema: 'ticket',
    applicationName: 'bkcrm-restore',
  });
  await dataSource.initialize();
  try {
    const database = new Database(dataSource);
    await checkTarget(database, manifest, mayOverwrite);
    await database.transaction(async (tx) => {
      await tx.query(`SET LOCAL TimeZone TO 'UTC'`);
      await empty(tx, manifest.tables);
      await loadRows(tx, manifest.tables, readArchive(target, manifest.file, keys));
      await advanceSequences(tx, manifest.tables);
      const wrong = differences(manifest.tables, await readBack(tx, manifest.tables));
      if (wrong.length > 0) throw new RestoreRefused(wrong);
      if (purpose !== 'restore') return;
      await startAnew(tx, manifest.takenAt);
      await eraseAgain(tx, target);
    });
  } finally {
    await dataSource.destroy();
  }
}

/** Reads a backup from one end to the other. @throws ArchiveBroken, SecretUnreadable, RestoreRefused */
export async function verifyArchive(
  manifest: BackupManifest,
  target: MediaStore,
  keys: readonly string[],
): Promise<void> {
  const tally = new TableTally();
  for await (const row of readArchive(target, manifest.file, keys)) tally.add(row);
  const wrong = differences(manifest.tables, tally);
  if (wrong.length > 0) throw new RestoreRefused(wrong);
}

/** The audit log's owner has no right to truncate it. */
async function empty(tx: Transaction, tables: readonly TableManifest[]): Promise<void> {
  for (const name of [...tables.map((table) => table.name), ...emptied]) {
    const [right] = await tx.query<{ may: boolean }>(`SELECT has_table_privilege($1, 'TRUNCATE') AS may`, [name]);
    await tx.query(right?.may === true ? `TRUNCATE ${name}` : `DELETE FROM ${name}`);
  }
}

async function readBack(tx: Transaction, tables: readonly TableManifest[]): Promise<TableTally> {
  const keys = new Map((await tableShapes(tx)).map(({ table, key }) => [table, key]));
  const tally = new TableTally();
  for (const { name: table, columns } of tables) {
    const select = selectRows({ table, columns, key: keys.get(table) ?? [] });
    await tx.query(`DECLARE restored_rows NO SCROLL CURSOR FOR ${select}`);
    for (;;) {
      const page = await tx.query<{ row: string }>('FETCH 500 FROM restored_rows');
      for (const { row } of page) tally.add({ table, row });
      if (page.length < 500) break;
    }
    await tx.query('CLOSE restored_rows');
  }
  return tally;
}
