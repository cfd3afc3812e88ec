import type { Transaction } from '@bkcrm/database';
import { mentions } from './mentions.js';

const pageSize = 100;

/** Where letters lie, and when each came. */
const boxes = { dead_letter: 'arrived_at', quarantined_event: 'received_at' } as const;

/**
 * Removes letters that came until a moment and mention somebody, whole: a letter cannot be told apart into people.
 * @returns how many
 */
export async function eraseLetters(
  tx: Transaction,
  box: keyof typeof boxes,
  words: ReadonlySet<string>,
  until: Date,
): Promise<number> {
  let last = '00000000-0000-0000-0000-000000000000';
  let erased = 0;
  for (;;) {
    const page = await tx.query<{ id: string; body: Buffer; headers: object }>(
      `SELECT id, body, headers FROM ${box} WHERE id > $1 AND ${boxes[box]} <= $2 ORDER BY id LIMIT ${pageSize}`,
      [last, until],
    );
    const ids = page
      .filter(({ body, headers }) => mentions(`${body.toString()} ${JSON.stringify(headers)}`, words))
      .map(({ id }) => id);
    await tx.query(`DELETE FROM ${box} WHERE id = ANY($1::uuid[])`, [ids]);
    erased += ids.length;
    if (page.length < pageSize) return erased;
    last = page.at(-1)?.id ?? last;
  }
}
