import { createHash } from 'node:crypto';
import type { Transaction } from '@bkcrm/database';

/**
 * Serialises, until the transaction ends, everybody who stores or changes these messages: a status and its message
 * cannot both miss each other, and two writers never lock the same messages in opposite order.
 */
export function lockWhatsappIds(tx: Transaction, ids: { numberId: string; whatsappId: string }[]): void {
  const keys = [...new Set(ids.map(({ numberId, whatsappId }) => lockKey(numberId, whatsappId)))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  if (keys.length === 0) return;
  tx.write('SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key', [keys.map(String)]);
}

function lockKey(numberId: string, whatsappId: string): bigint {
  return createHash('sha256').update(`${numberId}:${whatsappId}`).digest().readBigInt64BE();
}
