import type { Transaction } from '@bkcrm/database';

type Count = 'received' | 'stored' | 'duplicates' | 'held' | 'replaced' | 'ordered' | 'erased' | 'ordersErased';

export interface LedgerCount {
  numberId: string;
  what: Count;
  /** When the message's row was stored; absent: in this transaction. */
  storedAt?: Date;
}

/** Adds to the ledger, in the transaction of what is counted. One line for each message. */
export function countInLedger(tx: Transaction, counts: LedgerCount[]): void {
  if (counts.length === 0) return;
  tx.write(
    `INSERT INTO ledger_entry (id, number_id, hour, received, stored, duplicates, held, replaced, ordered, erased, orders_erased)
     SELECT gen_random_uuid(), "numberId", date_trunc('hour', coalesce("storedAt", now()), 'UTC'),
       count(*) FILTER (WHERE what = 'received'), count(*) FILTER (WHERE what = 'stored'), count(*) FILTER (WHERE what = 'duplicates'),
       count(*) FILTER (WHERE what = 'held'), count(*) FILTER (WHERE what = 'replaced'), count(*) FILTER (WHERE what = 'ordered'),
       count(*) FILTER (WHERE what = 'erased'), count(*) FILTER (WHERE what = 'ordersErased')
     FROM jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, what text, "storedAt" timestamptz) GROUP BY 2, 3`,
    [JSON.stringify(counts)],
  );
}
