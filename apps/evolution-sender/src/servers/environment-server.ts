import type { Database } from '@bkcrm/database';
import type { SenderConfig } from '../app.config.js';

/** The row of the server that the environment configures: made by a migration, so that every number has a server. */
export const environmentServerId = '00000000-0000-4000-8000-000000000001';

/** Keeps the row in step with the environment, for whoever looks at the list of servers. */
export async function describeEnvironmentServer(database: Database, config: SenderConfig): Promise<void> {
  await database.query('UPDATE server SET base_url = $2 WHERE id = $1 AND base_url <> $2', [
    environmentServerId,
    config.EVOLUTION_URL,
  ]);
}
