import type { Transaction } from '@bkcrm/database';

/**
 * Makes a restored copy another database than the one it is of, in the transaction that fills it. Clients start over (another epoch);
 * what the send queue holds, and every command that was written before now and still comes, may have been sent since and is looked
 * for; commands and results of the last day go out once more, since whoever got them has forgotten it; numbers are back-filled
 * from the moment of the backup.
 */
export async function startAnew(tx: Transaction, takenAt: string): Promise<void> {
  await tx.query('UPDATE ticket.event_head SET identity = gen_random_uuid()');
  await tx.query('UPDATE sender.database_identity SET identity = gen_random_uuid(), restored_at = clock_timestamp()');
  await tx.query(
    `UPDATE sender.number_lease SET token = NULL, holder = NULL, expires_at = now(), epoch = coalesce(epoch, 'before the restore')`,
  );
  for (const schema of ['ticket', 'sender'])
    await tx.query(`UPDATE ${schema}.outbox_message SET sent_at = NULL, parked_at = NULL, returns = 0`);
  await tx.query(
    `UPDATE sender.number SET next_backfill_at = now(), backfill_from = least(backfill_from, $1::timestamptz - interval '10 minutes')`,
    [takenAt],
  );
}
