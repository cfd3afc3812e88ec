import type { Transaction } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';

/** A conversation that has to exist: of a contact, or of a group. */
export interface ConversationKey {
  numberId: string;
  contactId: string | null;
  groupJid: string | null;
  /** Where answers go if the conversation is new. */
  address: string;
}

export const conversationKey = (key: Pick<ConversationKey, 'numberId' | 'contactId' | 'groupJid'>): string =>
  `${key.numberId}:${key.contactId ?? key.groupJid ?? ''}`;

/** Ids of the conversations, by {@link conversationKey}; those that did not exist are created. Contacts are locked by the caller. */
export async function openConversations(tx: Transaction, keys: ConversationKey[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const wanted = [...new Map(keys.map((key) => [conversationKey(key), key])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const find = async (): Promise<Map<string, string>> => {
    const rows = await tx.query<{ id: string; numberId: string; contactId: string | null; groupJid: string | null }>(
      `SELECT c.id, c.number_id AS "numberId", c.contact_id AS "contactId", c.group_jid AS "groupJid"
       FROM jsonb_to_recordset($1::jsonb) AS k("numberId" uuid, "contactId" uuid, "groupJid" text)
       JOIN conversation c ON c.number_id = k."numberId" AND (c.contact_id = k."contactId" OR c.group_jid = k."groupJid")`,
      [JSON.stringify(wanted.map(([, key]) => key))],
    );
    return new Map(rows.map((row) => [conversationKey(row), row.id]));
  };
  const found = await find();
  const missing = wanted.filter(([id]) => !found.has(id)).map(([, key]) => ({ id: uuid(), ...key }));
  if (missing.length === 0) return found;
  tx.write(
    `INSERT INTO conversation (id, number_id, contact_id, group_jid, kind, address)
     SELECT id, "numberId", "contactId", "groupJid", CASE WHEN "groupJid" IS NULL THEN 'person' ELSE 'group' END, address
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "numberId" uuid, "contactId" uuid, "groupJid" text, address text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(missing)],
  );
  return find();
}
