import type { Transaction } from '@bkcrm/database';
import { erasedMessageHash } from '@bkcrm/personal-data';
import type { ArrivingRow } from '../inbound/store/inbound-work.js';
import type { SortedFacts } from '../inbound/store/sort-facts.js';

/**
 * Takes out of a batch what is about messages that were erased: a webhook that comes again, a back-fill or a replay brings nobody back.
 * The message ids are locked by the caller. @returns the messages among them
 */
export async function passOverErased(
  tx: Transaction,
  facts: SortedFacts,
): Promise<{ facts: SortedFacts; erased: ArrivingRow[] }> {
  const hashes = [...new Set([...facts.arrivals.map(hashOf), ...facts.changes.map(hashOfChange)])];
  if (hashes.length === 0) return { facts, erased: [] };
  const rows = await tx.query<{ hash: string }>('SELECT hash FROM erased_message WHERE hash = ANY($1::text[])', [
    hashes,
  ]);
  if (rows.length === 0) return { facts, erased: [] };
  const known = new Set(rows.map(({ hash }) => hash));
  const erased = facts.arrivals.filter((row) => known.has(hashOf(row)));
  await wantNoFiles(tx, erased);
  return {
    facts: {
      ...facts,
      arrivals: facts.arrivals.filter((row) => !known.has(hashOf(row))),
      changes: facts.changes.filter((change) => !known.has(hashOfChange(change))),
    },
    erased,
  };
}

const hashOf = (row: ArrivingRow): string => erasedMessageHash(row.number.id, row.message.whatsappId);
const hashOfChange = ({ numberId, whatsappId }: SortedFacts['changes'][number]): string =>
  erasedMessageHash(numberId, whatsappId);

/** A file that came along lies in the media store again. */
async function wantNoFiles(tx: Transaction, erased: ArrivingRow[]): Promise<void> {
  await wantNoFile(
    tx,
    erased.flatMap(({ file }) => file?.object ?? []),
  );
}

/** Has files removed unless a message shows them. */
export async function wantNoFile(tx: Transaction, objects: string[]): Promise<void> {
  if (objects.length === 0) return;
  await tx.query('INSERT INTO unwanted_file (object) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    [...new Set(objects)],
  ]);
}
