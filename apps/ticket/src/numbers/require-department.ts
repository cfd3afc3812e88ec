import type { Queryable } from '@bkcrm/database';
import { refusals } from '../requests/refusals.js';

/** @throws RequestRefused `department.not-found`, for an id that is none */
export async function requireDepartment(db: Queryable, departmentId: string | null | undefined): Promise<void> {
  if (departmentId == null) return;
  const [department] = await db.query('SELECT 1 FROM department WHERE id = $1', [departmentId]);
  if (department === undefined) throw refusals.departmentNotFound();
}
