import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Finds a RabbitMQ that is installed on this machine: the folder with its own scripts, not Debian's wrappers in
 * /usr/sbin, which insist on a system account. Undefined when there is none.
 * @param {{ path?: string, roots?: string[] }} [where]
 */
export function findInstalledRabbitmq({ path = process.env.PATH ?? '', roots = ['/usr/lib/rabbitmq/lib'] } = {}) {
  for (const root of roots) {
    const versions = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('rabbitmq_server-')) : [];
    const folders = versions.sort(newestFirst).map((name) => join(root, name, 'sbin'));
    const found = folders.find((folder) => existsSync(join(folder, 'rabbitmq-server')));
    if (found) return found;
  }
  const brewed = ['/opt/homebrew/opt/rabbitmq/sbin', '/usr/local/opt/rabbitmq/sbin'];
  const onPath = path.split(delimiter).filter((folder) => folder && !/^\/usr\/s?bin\/?$/.test(folder));
  for (const folder of [...brewed, ...onPath]) {
    const script = join(folder, 'rabbitmq-server');
    if (existsSync(script)) return dirname(realpathSync(script));
  }
  return undefined;
}

function newestFirst(a, b) {
  return b.localeCompare(a, 'en', { numeric: true });
}
