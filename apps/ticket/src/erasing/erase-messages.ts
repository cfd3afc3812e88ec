import type { Transaction } from '@bkcrm/database';
import { erasedMessageHash } from '@bkcrm/personal-data';
import { lockWhatsappIds } from '../inbound/store/lock-whatsapp-ids.js';
import { countInLedger } from '../ledger/count-in-ledger.js';
import type { Traces } from './domain/traces.js';

const atOnce = 500;

interface Row {
  id: string;
  numberId: string;
  whatsappId: string | null;
  receivedAt: Date;
  origin: string;
  isOrdered: boolean;
}

/** Conversations of the person, and what they wrote in groups. */
const ofThePerson = `(conversation_id = ANY($1::uuid[])
  OR (sender_key = ANY($2::text[]) AND conversation_id IN (SELECT id FROM conversation WHERE kind = 'group')))`;

/**
 * Removes some messages with everything that hangs on them. Of each only a hash stays; its files are unwanted from now on.
 * @param before only what was received before this and is in no ticket; null: everything
 * @returns how many; none when there are no more
 */
export async function eraseMessages(
  tx: Transaction,
  erasureId: string,
  { conversationIds, keys }: Traces,
  before: Date | null,
): Promise<number> {
  const selection = `SELECT id, number_id AS "numberId", whatsapp_id AS "whatsappId", received_at AS "receivedAt", origin,
      position IS NOT NULL AS "isOrdered" FROM message
    WHERE ${ofThePerson} AND ($3::timestamptz IS NULL OR (ticket_id IS NULL AND received_at < $3)) ORDER BY id LIMIT ${atOnce}`;
  const found = await tx.query<Row>(selection, [conversationIds, keys, before]);
  if (found.length === 0) return 0;
  lockWhatsappIds(tx, named(found));
  // What was sent meanwhile has an id now.
  const rows = await tx.query<Row>(
    `SELECT id, number_id AS "numberId", whatsapp_id AS "whatsappId", received_at AS "receivedAt", origin, position IS NOT NULL AS "isOrdered"
     FROM message WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    [found.map(({ id }) => id)],
  );
  await rememberErased(
    tx,
    erasureId,
    named(rows).map(({ numberId, whatsappId }) => erasedMessageHash(numberId, whatsappId)),
  );
  await removeRows(tx, erasureId, rows);
  countInLedger(tx, rows.flatMap(countOf));
  return rows.length;
}

/** From now on these messages are passed over when they come again. */
export async function rememberErased(tx: Transaction, erasureId: string, hashes: string[]): Promise<void> {
  await tx.query('INSERT INTO erased_message (hash, erasure_id) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING', [
    [...new Set(hashes)].sort(),
    erasureId,
  ]);
}

async function removeRows(tx: Transaction, erasureId: string, rows: Row[]): Promise<void> {
  const ids = rows.map(({ id }) => id);
  await tx.query(
    `WITH gone AS (DELETE FROM attachment WHERE message_id = ANY($1::uuid[]) RETURNING object)
     INSERT INTO unwanted_file (object, erasure_id) SELECT DISTINCT object, $2::uuid FROM gone WHERE object IS NOT NULL ON CONFLICT DO NOTHING`,
    [ids, erasureId],
  );
  for (const table of ['message_edit', 'reaction', 'act'])
    await tx.query(`DELETE FROM ${table} WHERE message_id = ANY($1::uuid[])`, [ids]);
  const whatsapp = named(rows);
  for (const table of ['waiting_fact', 'unclaimed_echo'])
    await tx.query(
      `DELETE FROM ${table} w USING unnest($1::uuid[], $2::text[]) AS k(number_id, whatsapp_id)
       WHERE w.number_id = k.number_id AND w.whatsapp_id = k.whatsapp_id`,
      [whatsapp.map(({ numberId }) => numberId), whatsapp.map(({ whatsappId }) => whatsappId)],
    );
  await tx.query('UPDATE ticket SET last_message_id = NULL WHERE last_message_id = ANY($1::uuid[])', [ids]);
  await tx.query('DELETE FROM message WHERE id = ANY($1::uuid[])', [ids]);
}

function countOf({ numberId, receivedAt, origin, isOrdered }: Row) {
  if (origin === 'agent' && !isOrdered) return [];
  return [
    { numberId, what: origin === 'agent' ? ('ordersErased' as const) : ('erased' as const), storedAt: receivedAt },
  ];
}

const named = (rows: Row[]): { numberId: string; whatsappId: string }[] =>
  rows.flatMap(({ numberId, whatsappId }) => (whatsappId === null ? [] : [{ numberId, whatsappId }]));
