import { hash } from 'node:crypto';
import type { Transaction } from '@bkcrm/database';

/** Locks names until the transaction ends, in an order of their own: two that lock the same never wait for each other. */
export function lockNames(tx: Transaction, names: readonly string[]): void {
  const keys = [...keysOf(names).keys()];
  if (keys.length > 0) tx.write('SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key', [keys]);
}

/** As {@link lockNames}, but waits for nobody. @returns the names that somebody else has */
export async function tryToLockNames(tx: Transaction, names: readonly string[]): Promise<Set<string>> {
  const byKey = keysOf(names);
  if (byKey.size === 0) return new Set();
  const rows = await tx.query<{ key: string }>(
    'SELECT key::text FROM unnest($1::bigint[]) AS key WHERE NOT pg_try_advisory_xact_lock(key)',
    [[...byKey.keys()]],
  );
  return new Set(rows.flatMap(({ key }) => byKey.get(key) ?? []));
}

/** Names by their keys, in the order of these. */
function keysOf(names: readonly string[]): Map<string, string> {
  const keys = [...new Set(names)].map((name) => [hash('sha256', name, 'buffer').readBigInt64BE(), name] as const);
  return new Map(keys.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, name]) => [String(key), name]));
}
