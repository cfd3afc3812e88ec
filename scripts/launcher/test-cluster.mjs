import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { randomBytes } from 'node:crypto';
import { embeddedRabbitmq, nameServer } from './embedded-rabbitmq.mjs';
import { startAll, stopAll } from './infrastructure.mjs';
import { freePort } from './ports.mjs';
import { ProcessGroups, signalGroup } from './process-groups.mjs';
import { findInstalledRabbitmq } from './rabbitmq-find.mjs';
import { canUnpack, unpackedRabbitmq } from './rabbitmq-unpack.mjs';

const run = promisify(execFile);

/** A cluster of three RabbitMQ nodes on throw-away data, with a name server of its own. See test-cluster.d.mts. */
export async function testCluster() {
  const installed = findInstalledRabbitmq();
  if (!installed && !canUnpack()) return undefined;
  const installation = installed ? { sbin: installed } : await unpackedRabbitmq();
  const data = mkdtempSync(join(tmpdir(), 'bkcrm-cluster-'));
  const groups = new ProcessGroups(join(data, 'run'));
  const password = randomBytes(12).toString('hex');
  const epmd = await freePort();
  const names = ['one', 'two', 'three'].map((name) => `bkcrm-${name}@localhost`);
  const log = join(data, 'cluster.log');
  const configuration = [
    'cluster_partition_handling = pause_minority',
    // A node that is silent is given up after 6 to 10 seconds, instead of a minute.
    'net_ticktime = 8',
    'cluster_formation.peer_discovery_backend = classic_config',
    ...names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
    '',
  ].join('\n');
  const search = [installation.path, process.env.PATH, '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter);
  const options = { cwd: data, env: { ...process.env, PATH: search } };
  const server = nameServer(epmd, { log, options }, groups, () => {});
  const nodes = [];
  for (const name of names) {
    const folder = join(data, name);
    const settings = { folder, port: await freePort(), password, log };
    const member = { name, home: join(data, 'home'), epmd, configuration };
    const { processes, url, rabbitmqctl } = await embeddedRabbitmq(installation, settings, groups, () => {}, member);
    const [node] = processes;
    nodes.push({
      name,
      url,
      control: async (...args) => (await run(rabbitmqctl, args, { timeout: 60_000 })).stdout,
      kill: () => signalGroup(node.pid, 'SIGKILL'),
      freeze: () => signalGroup(node.pid, 'SIGSTOP'),
      thaw: () => signalGroup(node.pid, 'SIGCONT'),
      process: node,
    });
  }
  const all = [server, ...nodes.map(({ process: node }) => node)];
  return {
    nodes,
    // One after the other: the first makes the cluster, the others join it.
    start: () => startAll(all),
    stop: async () => {
      await stopAll(all);
      groups.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
