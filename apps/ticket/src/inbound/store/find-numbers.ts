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
 * hook cannot speak for another, and a number whose instance was made anew under another name is still itself.
 * @returns a function that gives the number of a reference; undefined for one that nobody knows
 */
export async function findNumbers(
  tx: Transaction,
  references: NumberReference[],
): Promise<(reference: NumberReference) => KnownNumber | undefined> {
  const rows = await tx.query<KnownNumber>(
    `SELECT id, instance_name AS "instanceName", phone, department_id AS "departmentId", adopted_at AS "adoptedAt"
     FROM whatsapp_number WHERE id::text = ANY($1::text[]) OR instance_name = ANY($2::text[])`,
    [
      [...new Set(references.flatMap(({ numberId }) => numberId ?? []))],
      [...new Set(references.map(({ instance }) => instance))],
    ],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byInstance = new Map(rows.map((row) => [row.instanceName, row]));
  return ({ numberId, instance }) => byId.get(numberId ?? '') ?? byInstance.get(instance);
}
