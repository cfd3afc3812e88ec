import type { Transaction } from '@bkcrm/database';

/** Serialises, until the transaction ends, whoever makes a file of the media store an upload, or removes it. */
export function lockObject(tx: Transaction, object: string): void {
  tx.write('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [object]);
}
