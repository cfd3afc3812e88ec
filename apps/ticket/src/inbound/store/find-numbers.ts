import type { Transaction } from '@bkcrm/database';
import type { KnownNumber } from './inbound-work.js';

/** How a webhook names its number. */
export interface NumberReference {
  /** Our own id, when the call proved that it comes from this number's hook. */
  numberId: string | null;
  /** Evolution's instance name, as the body says. */
  instance: string;
}

/**
 * Finds the numbers behind references. A proven id that is known decides, whatever instance the body names: one number's
 * hook cannot speak for another, and a number whose instance was made anew under another name is still itself. A name alone
 * decides only while one server has an instance of that name.
 * @returns a function that gives the number of a reference; undefined for one that nobody knows
 */
export async function findNumbers(
  tx: Transaction,
  references: NumberReference[],
): Promise<(reference: NumberReference) => KnownNumber | undefined> {
  const rows = await tx.query<KnownNumber>(
    `SELECT id, instance_name AS "instanceName", phone, department_id AS "departmentId", adopted_at AS "adoptedAt"
     FROM whatsapp_number WHERE removed_at IS NULL AND (id::text = ANY($1::text[]) OR instance_name = ANY($2::text[]))`,
    [
      [...new Set(references.flatMap(({ numberId }) => numberId ?? []))],
      [...new Set(references.map(({ instance }) => instance))],
    ],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const named = (instance: string): KnownNumber[] => rows.filter((row) => row.instanceName === instance);
  return ({ numberId, instance }) => byId.get(numberId ?? '') ?? onlyOne(named(instance));
}

const onlyOne = (numbers: KnownNumber[]): KnownNumber | undefined => (numbers.length === 1 ? numbers[0] : undefined);
