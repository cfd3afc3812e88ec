import type { Transaction } from '@bkcrm/database';

/** Serialises, until the transaction ends, whoever makes a file of the media store an upload, or removes it. Held once it resolves. */
export async function lockObject(tx: Transaction, object: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [object]);
}
