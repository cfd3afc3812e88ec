import type { Queryable } from '@bkcrm/database';
import { refusals } from '../requests/refusals.js';

/** @throws RequestRefused `number.removed`: nobody would send what waits for it */
export async function requireLivingNumber(db: Queryable, numberId: string): Promise<void> {
  const [living] = await db.query('SELECT 1 FROM whatsapp_number WHERE id = $1 AND removed_at IS NULL', [numberId]);
  if (living === undefined) throw refusals.numberRemoved();
}
