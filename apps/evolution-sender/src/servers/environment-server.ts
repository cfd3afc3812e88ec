import { environmentServerId } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import type { SenderConfig } from '../app.config.js';

/** Keeps the row (which a migration made, so that every number has a server) in step with the environment, for whoever looks at the list of servers. */
export async function describeEnvironmentServer(database: Database, config: SenderConfig): Promise<void> {
  await database.query('UPDATE server SET base_url = $2 WHERE id = $1 AND base_url <> $2', [
    environmentServerId,
    config.EVOLUTION_URL,
  ]);
}
