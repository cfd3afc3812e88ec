import type { Transaction } from '@bkcrm/database';
import { insertErasure } from './erasures.js';
import type { MediaStore } from '@bkcrm/media';

/** The folder of a backup target in which erasures are listed: a backup from before must not bring anybody back. */
const folder = 'erasures';

/** What is known of an erasure once everything is gone: ids of our own and hashes. */
interface ListedErasure {
  format: 1;
  id: string;
  contactIds: string[];
  before: string | null;
  messageHashes: string[];
}

/** Notes an erasure beside the backups. Writing it twice is harmless. */
export async function listBesideBackups(
  tx: Transaction,
  target: MediaStore,
  erasure: { id: string; contactIds: string[]; before: Date | null },
): Promise<void> {
  const { id, contactIds, before } = erasure;
  const rows = await tx.query<{ hash: string }>('SELECT hash FROM erased_message WHERE erasure_id = $1 ORDER BY hash', [
    id,
  ]);
  const listed: ListedErasure = {
    format: 1,
    id,
    contactIds,
    before: before?.toISOString() ?? null,
    messageHashes: rows.map(({ hash }) => hash),
  };
  await target.put(`${folder}/${id}.json`, Buffer.from(JSON.stringify(listed)));
}

/**
 * Has everything erased again that was erased since the backup, in the transaction that restores it: it is carried out as soon as the
 * service starts. Messages that came after the backup are known to be erased as well.
 * @returns how many people that are
 */
export async function eraseAgain(tx: Transaction, target: MediaStore): Promise<number> {
  let count = 0;
  for (const name of await target.list(folder)) {
    const text = await target.read(`${folder}/${name}`);
    if (text === undefined || !name.endsWith('.json')) continue;
    const { id, contactIds, before, messageHashes } = JSON.parse(text.toString()) as ListedErasure;
    await tx.query(
      'INSERT INTO ticket.erased_message (hash, erasure_id) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING',
      [messageHashes, id],
    );
    const contacts = await tx.query<{ id: string }>(
      `SELECT c.id FROM ticket.contact c WHERE c.id = ANY($1::uuid[]) AND c.merged_into IS NULL
         AND NOT EXISTS (SELECT 1 FROM ticket.erasure e WHERE e.id = $2 AND e.state = 'done')`,
      [contactIds, id],
    );
    for (const { id: contactId } of contacts) {
      const reason = 'erased before the backup was restored';
      await insertErasure(tx, {
        contactId,
        before: before === null ? null : new Date(before),
        reason,
        requestedBy: null,
      });
    }
    count += contacts.length;
  }
  return count;
}
