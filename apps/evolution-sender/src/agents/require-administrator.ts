import type { Queryable } from '@bkcrm/database';
import { refusals } from '../requests/refusals.js';

/** By what the agent is at this moment: this service may read just that of the ticket service's table. @throws RequestRefused */
export async function requireAdministrator(db: Queryable, actorId: string): Promise<void> {
  const [agent] = await db.query<{ role: string; active: boolean }>(
    'SELECT role, active FROM ticket.agent WHERE id = $1',
    [actorId],
  );
  if (agent === undefined || !agent.active) throw refusals.unknownActor();
  if (agent.role !== 'administrator') throw refusals.forbidden();
}
