import type { Queryable } from '@bkcrm/database';
import { readLedger } from '@bkcrm/read-model';
import { expect } from 'vitest';

/** Everything that was received or ordered on a number is accounted for. */
export async function expectLedgerToAddUp(db: Queryable, numberId: string): Promise<void> {
  const hours = await readLedger(db, new Date(Date.now() - 3_600_000));
  const ours = hours.filter((hour) => hour.numberId === numberId);
  expect(ours).not.toEqual([]);
  expect(ours.filter(({ received, sent }) => received.difference !== 0 || sent.difference !== 0)).toEqual([]);
}
