import { archiveName, backupFolder, dailyName, fullName, manifestName, TableTally, writeArchive } from '@bkcrm/backup';
import type { ArchiveRow, BackupManifest } from '@bkcrm/backup';
import type { Database } from '@bkcrm/database';
import type { MediaStore } from '@bkcrm/media';
import { dailyContents, fullContents, migrationsOf } from './contents.js';
import { copyMedia } from './copy-media.js';
import { Snapshot } from './snapshot.js';

export interface MakingOptions {
  /** Of the role that may read everything and write nothing. */
  database: Database;
  media: MediaStore;
  target: MediaStore;
  /** What files are encrypted with; they are not without it. */
  key: string | undefined;
  timeZone: string;
  signal: AbortSignal;
}

/** Makes one backup. Its manifest comes last: without it there is no backup, whatever else lies there. @throws what broke it off */
export async function makeBackup(
  wanted: { kind: 'full' } | { kind: 'daily'; day: string },
  options: MakingOptions,
): Promise<BackupManifest> {
  const { target } = options;
  await target.removeUnfinished(backupFolder);
  const archived = await writeSnapshot(wanted, options);
  const media = wanted.kind === 'full' ? await copyMedia(options) : null;
  const manifest: BackupManifest = { ...archived, media, finishedAt: new Date().toISOString() };
  await target.put(`${backupFolder}/${manifestName(manifest.name)}`, Buffer.from(JSON.stringify(manifest, null, 2)));
  return manifest;
}

type Archived = Omit<BackupManifest, 'media' | 'finishedAt'>;

function writeSnapshot(
  wanted: { kind: 'full' } | { kind: 'daily'; day: string },
  { database, target, key, timeZone, signal }: MakingOptions,
): Promise<Archived> {
  return Snapshot.take(database, signal, async (snapshot) => {
    const day = wanted.kind === 'daily' ? wanted.day : null;
    const contents = day === null ? await fullContents(snapshot) : await dailyContents(snapshot, day, timeZone);
    const [at] = await snapshot.query<{ takenAt: Date; epoch: string; last: number }>(
      'SELECT now() AS "takenAt", ticket.database_epoch() AS epoch, seq::float8 AS last FROM ticket.event_head',
    );
    if (at === undefined) throw new Error('the event log has no head');
    const name = day === null ? fullName(at.takenAt) : dailyName(day);
    const file = archiveName(name, key !== undefined);
    const tally = new TableTally();
    const written = await writeArchive(target, `${backupFolder}/${file}`, tallied(snapshot.rows(contents), tally), key);
    return {
      format: 1,
      name,
      kind: wanted.kind,
      day,
      timeZone,
      takenAt: at.takenAt.toISOString(),
      schemas: await migrationsOf(snapshot),
      events: { epoch: at.epoch, first: await firstEvent(snapshot, day, timeZone), last: at.last },
      file: { name: `${backupFolder}/${file}`, ...written, encrypted: key !== undefined },
      tables: contents.map(({ table, columns }) => ({ name: table, columns, ...tally.of(table) })),
    };
  });
}

async function* tallied(rows: AsyncIterable<ArchiveRow>, tally: TableTally): AsyncGenerator<ArchiveRow> {
  for await (const row of rows) {
    tally.add(row);
    yield row;
  }
}

/** Of a full backup the first event that is still kept, of a daily one the first since the day began; 0 when there is none. */
async function firstEvent(snapshot: Snapshot, day: string | null, timeZone: string): Promise<number> {
  const [row] = await snapshot.query<{ first: number | null }>(
    `SELECT min(last_seq - size + 1)::float8 AS first FROM ticket.event_batch
     WHERE $1::date IS NULL OR at >= $1::date::timestamp AT TIME ZONE $2`,
    [day, timeZone],
  );
  return row?.first ?? 0;
}
