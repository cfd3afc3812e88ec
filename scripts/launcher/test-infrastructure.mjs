import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { broker, databaseServer, startAll, stopAll } from './infrastructure.mjs';
import { warn } from './output.mjs';
import { freePort } from './ports.mjs';
import { ProcessGroups } from './process-groups.mjs';

/**
 * A database server and a broker on throw-away data and ports of their own.
 * @returns {{ start: () => Promise<Record<string, string>>, stop: () => Promise<void>, killAll: () => void }}
 *   start answers the environment that tells tests where they are
 */
export function testInfrastructure() {
  const data = mkdtempSync(join(tmpdir(), 'bkcrm-test-'));
  // The database server runs under another account when we are root.
  chmodSync(data, 0o755);
  const groups = new ProcessGroups(join(data, 'run'));
  const password = randomBytes(12).toString('hex');
  const processes = [];
  let databaseFolder;

  return {
    start: async () => {
      const database = databaseServer({ data, port: await freePort(), password, throwAway: true }, groups, warn);
      databaseFolder = database.folder;
      const queue = await broker({ data, port: await freePort(), password }, groups, warn);
      processes.push(database.process, ...queue.processes);
      await Promise.all([startAll([database.process]), startAll(queue.processes)]);
      return {
        BKCRM_TEST_DATABASE_URL: database.url('postgres'),
        BKCRM_TEST_POSTGRES_BIN: database.bin,
        BKCRM_TEST_AMQP_URL: queue.url,
        BKCRM_TEST_RABBITMQCTL: queue.rabbitmqctl,
      };
    },
    stop: async () => {
      await stopAll(processes);
      groups.close();
      rmSync(data, { recursive: true, force: true });
      if (databaseFolder && !databaseFolder.startsWith(data)) {
        rmSync(dirname(databaseFolder), { recursive: true, force: true });
      }
    },
    killAll: () => groups.killAll(),
  };
}
