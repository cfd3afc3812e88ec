import type { Database } from '@bkcrm/database';

/** Makes one entry for each number of every hour that is over, and forgets what is older than 35 days. Harmless to do twice, or at once. */
export async function closeLedgerHours(database: Database): Promise<void> {
  await database.query(`DELETE FROM ledger_entry WHERE hour < now() - interval '35 days'`);
  await database.query(
    `WITH crowded AS (
       SELECT number_id, hour FROM ledger_entry WHERE hour < date_trunc('hour', now(), 'UTC') - interval '1 hour'
       GROUP BY number_id, hour HAVING count(*) > 1 LIMIT 500),
     taken AS (
       DELETE FROM ledger_entry e USING crowded c WHERE e.number_id = c.number_id AND e.hour = c.hour RETURNING e.*)
     INSERT INTO ledger_entry (id, number_id, hour, received, stored, duplicates, held, replaced, ordered, erased, orders_erased)
     SELECT gen_random_uuid(), number_id, hour, sum(received), sum(stored), sum(duplicates), sum(held), sum(replaced), sum(ordered), sum(erased), sum(orders_erased)
     FROM taken GROUP BY number_id, hour`,
  );
}
