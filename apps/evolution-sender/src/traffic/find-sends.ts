import type { Queryable } from '@bkcrm/database';
import type { MinuteOfSends } from './domain/hour-of-sends.js';

/** Said by the index `send_command_late` in the same words. */
const isLate = `acknowledged_at - settled_at > interval '30 seconds'`;

/**
 * What happened to sends since a moment, by number and the minute in which they were settled: they left, with their acknowledgement if
 * that was not late; and a late acknowledgement came. What happened before `until` is final. Of all numbers: whoever reads the last
 * minute of the queue has seen those of others, too.
 */
export async function findSends(
  database: Queryable,
  { since, until }: { since: Date; until: Date },
): Promise<Map<string, MinuteOfSends[]>> {
  // A plan for all values takes what has no end for a third of the table, and has it read by several processes.
  const rows = await database.query<MinuteOfSends & { numberId: string }>(
    `WITH happened AS (
       SELECT number_id, settled_at, settled_at AS at, 1 AS sent, CASE WHEN NOT ${isLate} THEN acknowledged_at END AS acknowledged_at
       FROM send_command WHERE settled_at BETWEEN $1 AND 'infinity' AND state = 'sent' AND NOT repeatable
       UNION ALL
       SELECT number_id, settled_at, acknowledged_at, 0, acknowledged_at
       FROM send_command WHERE ${isLate} AND acknowledged_at BETWEEN $1 AND 'infinity' AND state = 'sent' AND NOT repeatable)
     SELECT number_id AS "numberId", date_trunc('minute', settled_at) AS minute, at < $2 AS "isFinal",
       sum(sent)::int AS sent, count(acknowledged_at)::int AS acknowledged,
       sum(greatest(0, date_part('epoch', acknowledged_at - settled_at))) AS "acknowledgementSeconds",
       max(settled_at) AS "lastOutAt", max(acknowledged_at) AS "lastAckAt"
     FROM happened GROUP BY number_id, minute, "isFinal"`,
    [since, until],
  );
  const byNumber = new Map<string, MinuteOfSends[]>();
  for (const { numberId, ...part } of rows) {
    const parts = byNumber.get(numberId);
    if (parts === undefined) byNumber.set(numberId, [part]);
    else parts.push(part);
  }
  return byNumber;
}
