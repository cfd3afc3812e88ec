import type { BackupManifest } from '@bkcrm/backup';
import type { Queryable } from '@bkcrm/database';
import { migrationsOf, tableShapes } from '../making/contents.js';
import { RestoreRefused } from './restore-refused.js';

/** @throws RestoreRefused when a backup cannot or must not be put into this database */
export async function checkTarget(db: Queryable, manifest: BackupManifest, mayOverwrite: boolean): Promise<void> {
  const reasons = [...(await schemaReasons(db, manifest)), ...(await columnReasons(db, manifest))];
  if (reasons.length > 0) throw new RestoreRefused(reasons);
  await requireNoServices(db);
  if (mayOverwrite) return;
  const [used] = await db.query('SELECT 1 FROM ticket.agent UNION ALL SELECT 1 FROM ticket.contact LIMIT 1');
  if (used !== undefined)
    throw new RestoreRefused(['this database is in use: what is in it would be lost (--overwrite)']);
}

/** @throws RestoreRefused */
export async function requireNoServices(db: Queryable): Promise<void> {
  const [connected] = await db.query<{ services: number }>(
    `SELECT count(*)::int AS services FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
     AND application_name IN ('bkcrm-ticket', 'bkcrm-evolution-sender', 'bkcrm-gateway')`,
  );
  if ((connected?.services ?? 0) > 0)
    throw new RestoreRefused(['services are connected to this database: stop them first']);
}

async function schemaReasons(db: Queryable, manifest: BackupManifest): Promise<string[]> {
  const present = await migrationsOf(db);
  return Object.entries(manifest.schemas).flatMap(([schema, wanted]) => {
    const ran = present[schema] ?? [];
    const missing = wanted.filter((name) => !ran.includes(name));
    const more = ran.filter((name) => !wanted.includes(name));
    if (missing.length > 0) return `schema ${schema} lacks ${missing.join(', ')}: run the migrations of its release`;
    return more.length > 0
      ? `schema ${schema} is newer than the backup (${more.join(', ')}): restore with the release that made it, then migrate`
      : [];
  });
}

async function columnReasons(db: Queryable, manifest: BackupManifest): Promise<string[]> {
  const shapes = new Map((await tableShapes(db)).map((shape) => [shape.table, shape]));
  return manifest.tables.flatMap(({ name, columns }) => {
    const shape = shapes.get(name);
    if (shape === undefined) return `table ${name} is not there`;
    const missing = columns.filter((column) => !shape.columns.includes(column));
    return missing.map((column) => `${name} has no ${column}`);
  });
}
