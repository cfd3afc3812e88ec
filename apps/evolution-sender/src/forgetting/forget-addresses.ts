import type { Transaction } from '@bkcrm/database';
import { eraseLetters, eraseOutbox, mentions } from '@bkcrm/personal-data';

/** Removes what names a person by phone or LID: echoes and statuses that nobody claimed, orders of files, letters, sent results. */
export async function forgetAddresses(
  tx: Transaction,
  { addresses, conversationIds, until }: { addresses: string[]; conversationIds: string[]; until: Date },
): Promise<void> {
  const words = new Set([...addresses, ...conversationIds]);
  await eraseOutbox(tx, [...words], until);
  await eraseLetters(tx, 'dead_letter', words, until);
  await tx.query(
    `DELETE FROM unclaimed_echo WHERE received_at <= $2
       AND (split_part(split_part(remote_jid, '@', 1), ':', 1) = ANY($1::text[]) OR split_part(split_part(remote_jid_alt, '@', 1), ':', 1) = ANY($1::text[]))`,
    [addresses, until],
  );
  await tx.query(
    `DELETE FROM unclaimed_status WHERE received_at <= $2 AND split_part(split_part(remote_jid, '@', 1), ':', 1) = ANY($1::text[])`,
    [addresses, until],
  );
  const orders = await tx.query<{ id: string; message: object }>(
    `SELECT attachment_id AS id, message FROM file_order WHERE ordered_at <= $1`,
    [until],
  );
  const meant = orders.filter(({ message }) => mentions(JSON.stringify(message), words)).map(({ id }) => id);
  await tx.query('DELETE FROM file_order WHERE attachment_id = ANY($1::uuid[])', [meant]);
}
