import type { Transaction } from '@bkcrm/database';

export interface ContactState {
  id: string;
  name: string | null;
  phone: string | null;
  avatarUrl: string | null;
  mergedInto: string | null;
}

const select = `SELECT id, name, phone, avatar_url AS "avatarUrl", merged_into AS "mergedInto" FROM contact WHERE id = ANY($1::uuid[])`;

/** Locks contacts, in id order: from here on nobody else changes their tickets, conversations or messages' places. */
export function lockContacts(tx: Transaction, ids: string[]): Promise<Map<string, ContactState>> {
  return find(tx, `${select} ORDER BY id FOR NO KEY UPDATE`, ids);
}

/** Contacts as they stand, which others may be changing. */
export function readContacts(tx: Transaction, ids: string[]): Promise<Map<string, ContactState>> {
  return find(tx, select, ids);
}

async function find(tx: Transaction, sql: string, ids: string[]): Promise<Map<string, ContactState>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<ContactState>(sql, [[...new Set(ids)].sort()]);
  return new Map(rows.map((row) => [row.id, row]));
}
