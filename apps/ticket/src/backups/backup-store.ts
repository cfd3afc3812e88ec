import type { BackupManifest } from '@bkcrm/backup';
import type { BackupProof, BackupResource } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Queryable } from '@bkcrm/database';
import { readLastBackups } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Run } from './domain/schedule.js';

const columns = `id, kind, to_char(day, 'YYYY-MM-DD') AS day, state, name, requested_by AS "requestedBy", "rows"::float8 AS rows,
  bytes::float8 AS bytes, sha256, media, error, proof, proof_wanted_at IS NOT NULL AS "isProofWanted", created_at AS "createdAt",
  started_at AS "startedAt", finished_at AS "finishedAt"`;

type Row = Omit<BackupResource, 'createdAt' | 'startedAt' | 'finishedAt'> &
  Record<'createdAt' | 'startedAt' | 'finishedAt', Date | null>;

/** A failed backup is tried again so often, and after so many minutes. */
const mostAttempts = 3;
const pauseMinutes = 10;

/** The table of backups. */
@Injectable()
export class BackupStore {
  constructor(private readonly database: Database) {}

  /** The latest first. */
  async list(): Promise<BackupResource[]> {
    const rows = await this.database.query<Row>(
      `SELECT ${columns} FROM backup ORDER BY created_at DESC, id DESC LIMIT 200`,
    );
    return rows.map(toResource);
  }

  async find(db: Queryable, id: string): Promise<BackupResource | undefined> {
    const [row] = await db.query<Row>(`SELECT ${columns} FROM backup WHERE id = $1`, [id]);
    return row === undefined ? undefined : toResource(row);
  }

  /** Puts what the schedule wants into the queue. Replicas do this at the same time: once is enough. */
  async enqueueRuns(runs: readonly Run[]): Promise<void> {
    for (const { at, day } of runs)
      await this.database.query(
        `INSERT INTO backup (id, kind, day, scheduled_for) VALUES ($1, 'daily', $2, $3) ON CONFLICT DO NOTHING`,
        [uuid(), day, at],
      );
    // A missed full backup cannot be made up for: there is only today's.
    const last = runs.at(-1);
    if (last !== undefined)
      await this.database.query(
        `INSERT INTO backup (id, kind, scheduled_for) VALUES ($1, 'full', $2) ON CONFLICT DO NOTHING`,
        [uuid(), last.at],
      );
  }

  /** Until when the schedule has been looked after; before the first time, since when this help desk exists. */
  async scheduledUntil(): Promise<Date | null> {
    const [row] = await this.database.query<{ at: Date | null }>(
      'SELECT coalesce((SELECT max(scheduled_for) FROM backup), (SELECT min(created_at) FROM agent)) AS at',
    );
    return row?.at ?? null;
  }

  /** @returns the backup that waits for its turn from now on; one of a day that exists already is made anew */
  async enqueue(
    db: Queryable,
    wanted: { id: string | undefined; kind: BackupResource['kind']; day: string | null; requestedBy: string },
  ): Promise<string> {
    const { id = uuid(), kind, day, requestedBy } = wanted;
    const [row] = await db.query<{ id: string }>(
      `INSERT INTO backup AS b (id, kind, day, requested_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (day) WHERE day IS NOT NULL DO UPDATE SET requested_by = excluded.requested_by, attempts = 0, next_attempt_at = NULL,
         error = NULL, proof = NULL, state = CASE b.state WHEN 'running' THEN 'running' ELSE 'waiting' END
       RETURNING b.id`,
      [id, kind, day, requestedBy],
    );
    return row?.id ?? id;
  }

  async wantProof(db: Queryable, id: string): Promise<void> {
    await db.query('UPDATE backup SET proof_wanted_at = now() WHERE id = $1', [id]);
  }

  /**
   * The backup whose turn it is, which is `running` from now on. Only whoever holds the lock may ask: what says that it is running
   * then was left in the middle by a process that is gone.
   */
  async takeNext(now: Date): Promise<Pick<BackupResource, 'id' | 'kind' | 'day'> | undefined> {
    await this.database.query(
      `UPDATE backup SET state = 'failed', error = coalesce(error, 'it was interrupted again and again'), finished_at = $1
       WHERE state = 'running' AND attempts >= ${mostAttempts}`,
      [now],
    );
    const [row] = await this.database.query<Pick<BackupResource, 'id' | 'kind' | 'day'>>(
      `UPDATE backup SET state = 'running', attempts = attempts + 1, started_at = $1, finished_at = NULL WHERE id = (
         SELECT id FROM backup WHERE state IN ('waiting', 'running') AND (next_attempt_at IS NULL OR next_attempt_at <= $1)
         ORDER BY created_at, id LIMIT 1)
       RETURNING id, kind, to_char(day, 'YYYY-MM-DD') AS day`,
      [now],
    );
    return row;
  }

  async finish(id: string, manifest: BackupManifest, now: Date): Promise<void> {
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    await this.database.query(
      `UPDATE backup SET state = 'done', name = $2, "rows" = $3, bytes = $4, sha256 = $5, media = $6, error = NULL, finished_at = $7
       WHERE id = $1`,
      [id, manifest.name, rows, manifest.file.bytes, manifest.file.sha256, JSON.stringify(manifest.media), now],
    );
  }

  /** @returns whether it will be tried again */
  async fail(id: string, error: string, now: Date): Promise<boolean> {
    const [row] = await this.database.query<{ state: string }>(
      `UPDATE backup SET error = $2, finished_at = $3::timestamptz, state = CASE WHEN attempts >= ${mostAttempts} THEN 'failed' ELSE 'waiting' END,
         next_attempt_at = $3::timestamptz + interval '${pauseMinutes} minutes' WHERE id = $1 RETURNING state`,
      [id, error, now],
    );
    return row?.state === 'waiting';
  }

  /** A process that stops gives its backup back: another one makes it, and no attempt is spent. */
  async giveBack(id: string): Promise<void> {
    await this.database.query(
      `UPDATE backup SET state = 'waiting', attempts = attempts - 1 WHERE id = $1 AND state = 'running'`,
      [id],
    );
  }

  async nextProof(): Promise<{ id: string; name: string } | undefined> {
    const [row] = await this.database.query<{ id: string; name: string }>(
      `SELECT id, name FROM backup WHERE proof_wanted_at IS NOT NULL AND state = 'done' ORDER BY proof_wanted_at LIMIT 1`,
    );
    return row;
  }

  async keepProof(id: string, proof: BackupProof): Promise<void> {
    await this.database.query('UPDATE backup SET proof = $2, proof_wanted_at = NULL WHERE id = $1', [
      id,
      JSON.stringify(proof),
    ]);
  }

  async forget(names: readonly string[]): Promise<void> {
    await this.database.query('DELETE FROM backup WHERE name = ANY ($1)', [names]);
  }

  /** When the last good one of each kind was finished, or else since when there could have been one. */
  async lastGood(): Promise<Record<BackupResource['kind'], Date | null>> {
    const { full, daily, since } = await readLastBackups(this.database);
    return { full: full ?? since, daily: daily ?? since };
  }
}

const text = (at: Date | null): string | null => at?.toISOString() ?? null;

function toResource({ createdAt, startedAt, finishedAt, ...row }: Row): BackupResource {
  return { ...row, createdAt: text(createdAt) ?? '', startedAt: text(startedAt), finishedAt: text(finishedAt) };
}
