import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { warn } from './output.mjs';
import { reachableDatabaseFolder } from './postgres-binaries.mjs';

/** Everything a start puts into the data folder, besides its lock and the records of its processes. */
const contents = [
  'demo-number-registered',
  'logs',
  'media',
  'postgres',
  'postgres.unfinished',
  'rabbitmq',
  'running.json',
  'secrets.json',
  'simulator',
  'spool',
];

/**
 * Removes what earlier starts kept, and nothing else that may lie in that folder. A database or a broker that is not
 * ours is left as it is.
 */
export function emptyData({ data, embedded }) {
  const database = reachableDatabaseFolder(join(data, 'postgres'));
  for (const name of contents) rmSync(join(data, name), { recursive: true, force: true });
  if (dirname(database) !== data) rmSync(dirname(database), { recursive: true, force: true });
  if (!embedded.database) warn('--fresh does not touch the database in DATABASE_URL');
  if (!embedded.broker) warn('--fresh does not touch the broker in AMQP_URL');
}
