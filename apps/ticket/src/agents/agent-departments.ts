import type { Transaction } from '@bkcrm/database';
import { refusals } from '../requests/refusals.js';

/** Puts an agent into exactly these departments. @throws RequestRefused `department.not-found` */
export async function setDepartments(tx: Transaction, agentId: string, departmentIds: string[]): Promise<void> {
  const found = await tx.query('SELECT id FROM department WHERE id = ANY($1::uuid[])', [departmentIds]);
  if (found.length !== new Set(departmentIds).size) throw refusals.departmentNotFound();
  await tx.query('DELETE FROM agent_department WHERE agent_id = $1 AND department_id <> ALL($2::uuid[])', [
    agentId,
    departmentIds,
  ]);
  await tx.query(
    'INSERT INTO agent_department (agent_id, department_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING',
    [agentId, departmentIds],
  );
}
