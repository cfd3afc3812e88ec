import type { Transaction } from '@bkcrm/database';

export interface LockedContact {
  id: string;
  name: string | null;
  phone: string | null;
  avatarUrl: string | null;
  mergedInto: string | null;
}

/** Locks contacts, in id order: from here on nobody else changes their tickets, conversations or messages' places. */
export async function lockContacts(tx: Transaction, ids: string[]): Promise<Map<string, LockedContact>> {
  const rows = await tx.query<LockedContact>(
    `SELECT id, name, phone, avatar_url AS "avatarUrl", merged_into AS "mergedInto" FROM contact
     WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [[...new Set(ids)].sort()],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
