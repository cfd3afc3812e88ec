import { setTimeout as pause } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Database } from './database.js';
import { classifyDatabaseError, isRoleMissing } from './errors.js';
import { showConnections } from './metrics.js';

const firstPause = 500;
const longestPause = 5_000;

/**
 * Connects, and waits for a database that is not there, or has not been set up (yet): a service that starts during an outage is ready when it is over. Then
 * its time is known as well, and its pool is in the metrics.
 * @throws what no waiting mends, e.g. a wrong address
 */
export async function connect(database: Database, logger: LoggerService): Promise<void> {
  showConnections(database);
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    try {
      if (!database.dataSource.isInitialized) await database.dataSource.initialize();
      await database.ping();
      return;
    } catch (error) {
      if (isRoleMissing(error)) logger.warn('the database has no migrations yet; they are waited for', 'Database');
      else if (classifyDatabaseError(error) !== 'infrastructure') throw error;
      else logger.warn('the database does not answer; it is waited for', error, 'Database');
    }
    await pause(wait);
  }
}
