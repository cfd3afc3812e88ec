import type { BackupProof } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';

export interface LastBackups {
  /** When the last good one of a kind was finished; null when there was none. */
  full: Date | null;
  daily: Date | null;
  /** Since when there could have been one; null before there is anybody. */
  since: Date | null;
  proof: Pick<BackupProof, 'at' | 'ok'> | null;
}

/** What backups there are, in a row. */
export async function readLastBackups(db: Queryable): Promise<LastBackups> {
  const [row] = await db.query<LastBackups>(
    `SELECT max(finished_at) FILTER (WHERE kind = 'full') AS full, max(finished_at) FILTER (WHERE kind = 'daily') AS daily,
       (SELECT min(created_at) FROM ticket.agent) AS since,
       (SELECT jsonb_build_object('at', proof->'at', 'ok', proof->'ok') FROM ticket.backup WHERE proof IS NOT NULL
        ORDER BY proof->>'at' DESC LIMIT 1) AS proof
     FROM ticket.backup WHERE state = 'done'`,
  );
  return row ?? { full: null, daily: null, since: null, proof: null };
}
