import type { Transaction } from '@bkcrm/database';
import type { KnownNumber } from './inbound-work.js';

/** The numbers behind instance names; names that nobody knows are missing from the answer. */
export async function findNumbers(tx: Transaction, instances: string[]): Promise<Map<string, KnownNumber>> {
  const rows = await tx.query<KnownNumber>(
    `SELECT id, instance_name AS "instanceName", phone, department_id AS "departmentId", adopted_at AS "adoptedAt"
     FROM whatsapp_number WHERE instance_name = ANY($1::text[])`,
    [[...new Set(instances)]],
  );
  return new Map(rows.map((row) => [row.instanceName, row]));
}
