import type { LedgerHour } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';

interface Row {
  numberId: string;
  hour: Date;
  received: number;
  stored: number;
  duplicates: number;
  held: number;
  replaced: number;
  erased: number;
  rows: number;
  ordered: number;
  settled: number;
  unknown: number;
  failed: number;
  underWay: number;
  ordersErased: number;
}

/** What was counted beside what is stored, by hour and number, the latest first. One statement, so that both are of the same moment. */
export async function readLedger(db: Queryable, from: Date): Promise<LedgerHour[]> {
  const rows = await db.query<Row>(
    `WITH counted AS (
       SELECT number_id, hour, sum(received) AS received, sum(stored) AS stored, sum(duplicates) AS duplicates, sum(held) AS held,
         sum(replaced) AS replaced, sum(ordered) AS ordered, sum(erased) AS erased, sum(orders_erased) AS orders_erased
       FROM ticket.ledger_entry WHERE hour >= date_trunc('hour', $1::timestamptz, 'UTC') GROUP BY 1, 2),
     present AS (
       SELECT number_id, date_trunc('hour', received_at, 'UTC') AS hour, count(*) FILTER (WHERE origin <> 'agent') AS rows,
         count(*) FILTER (WHERE ours AND status IN ('sent', 'delivered', 'read', 'played')) AS settled,
         count(*) FILTER (WHERE ours AND status = 'unknown') AS unknown,
         count(*) FILTER (WHERE ours AND status IN ('failed', 'expired', 'cancelled')) AS failed,
         count(*) FILTER (WHERE ours AND status IN ('queued', 'sending')) AS under_way
       FROM (SELECT *, origin = 'agent' AND position IS NOT NULL AS ours FROM ticket.message
             WHERE received_at >= date_trunc('hour', $1::timestamptz, 'UTC')) m GROUP BY 1, 2)
     SELECT number_id AS "numberId", hour, coalesce(received, 0)::int AS received, coalesce(stored, 0)::int AS stored,
       coalesce(duplicates, 0)::int AS duplicates, coalesce(held, 0)::int AS held, coalesce(replaced, 0)::int AS replaced, coalesce(erased, 0)::int AS erased,
       coalesce(rows, 0)::int AS rows, coalesce(ordered, 0)::int AS ordered, coalesce(settled, 0)::int AS settled,
       coalesce(unknown, 0)::int AS unknown, coalesce(failed, 0)::int AS failed, coalesce(under_way, 0)::int AS "underWay",
       coalesce(orders_erased, 0)::int AS "ordersErased"
     FROM counted FULL JOIN present USING (number_id, hour) ORDER BY hour DESC, number_id`,
    [from],
  );
  return rows.map(present);
}

function present(row: Row): LedgerHour {
  const { numberId, hour, received, stored, duplicates, held, replaced, erased, rows } = row;
  const { ordered, settled, unknown, failed, underWay, ordersErased } = row;
  // A message that was received and not counted further, and a row that is missing, must not make up for each other.
  const difference = Math.abs(received - stored - duplicates - held) + Math.abs(stored - replaced - erased - rows);
  return {
    numberId,
    hour: hour.toISOString(),
    received: { received, stored, duplicates, held, replaced, erased, present: rows, difference },
    sent: {
      ordered,
      settled,
      unknown,
      failed,
      underWay,
      erased: ordersErased,
      difference: ordered - settled - unknown - failed - underWay - ordersErased,
    },
  };
}
