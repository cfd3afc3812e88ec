import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { eventually, freePort, SimulatorClient, TcpBalancer } from '@bkcrm/testing';
import { Client } from 'pg';
import type { Ledger } from '../ledger.js';
import { clockFile, environmentOf, mainOf, migrationsOf, simulatorKey } from './definitions.js';
import type { Addresses } from './definitions.js';
import type { Host, Supervised } from './host.js';
import { Network } from './network.js';
import { Readiness } from './readiness.js';
import { replicas, services, serviceOf } from './replicas.js';
import type { Link, Replica } from './replicas.js';
import { WebhookRecorder } from './webhook-recorder.js';

const clockPreload = './test/chaos/faults/shifted-clock.mjs';

/** The system that is tormented, with all its processes and all the ways between them. */
export class World {
  private readonly processes = new Map<Replica, Supervised>();

  private constructor(
    readonly host: Host,
    readonly network: Network,
    readonly recorder: WebhookRecorder,
    readonly balancer: TcpBalancer,
    readonly readiness: Readiness,
    readonly simulator: SimulatorClient,
    private readonly addresses: Addresses,
  ) {}

  static async create(host: Host, ledger: Ledger): Promise<World> {
    await host.start();
    const port = await portsFor(replicas);
    const administration = await portsFor(replicas);
    const simulatorPort = await freePort();
    const network = await Network.of((link) => portBehind(link, host, port, simulatorPort));
    const webhooks = await WebhookRecorder.before(
      `http://127.0.0.1:${network.proxy('evolution>ingest-1').port}`,
      (posted) => ledger.posted(posted),
    );
    const readiness = new Readiness(administration);
    const gateways = (['gateway-1', 'gateway-2'] as const).map(
      (replica) => [network.proxy(`clients>${replica}`).port, replica] as const,
    );
    const balancer = await TcpBalancer.to(
      gateways.map(([through]) => through),
      (through) => readiness.isReady(gateways.find(([one]) => one === through)?.[1]),
    );
    const addresses: Addresses = {
      folder: host.folder,
      port,
      administration,
      broker: (link) => network.through(link, host.brokerUrl),
      database: (link) => network.through(link, host.databaseUrl),
      evolution: (link) => network.through(link, `http://127.0.0.1:${simulatorPort}`),
      webhooks: webhooks.url,
      gateway: balancer.url,
    };
    const simulator = new SimulatorClient(`http://127.0.0.1:${simulatorPort}`);
    const world = new World(host, network, webhooks, balancer, readiness, simulator, addresses);
    await world.start(simulatorPort);
    return world;
  }

  replica(name: Replica): Supervised {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  }

  /** A gateway, as clients reach it without the balancer. */
  gatewayUrl(replica: 'gateway-1' | 'gateway-2'): string {
    return `http://127.0.0.1:${this.network.proxy(`clients>${replica}`).port}`;
  }

  /** Sets the clock of a process wrong by so many milliseconds. */
  async shiftClock(replica: Replica, milliseconds: number): Promise<void> {
    await writeFile(clockFile(this.host.folder, replica), String(milliseconds));
  }

  /** Looks into the database past every proxy, as an auditor would. */
  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.host.databaseUrl });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql, parameters)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Restarts by SIGTERM, however often something kills it on its way up. */
  async restart(supervised: Supervised): Promise<void> {
    await eventually(() => supervised.restart(), { timeout: 120_000, every: 500 });
  }

  /** Feeds in again what the broker took since then. */
  async replayJournal(since: string): Promise<void> {
    const environment = environmentOf('ingest-1', this.addresses);
    const args = ['dist/apps/webhook-ingest/src/replay-journal.js', '--from', since];
    await this.host.run({ name: 'the replay of the journal', args, environment });
  }

  async close(): Promise<void> {
    this.readiness.stop();
    await this.balancer.close();
    await this.recorder.close();
    await this.network.close();
  }

  private async start(simulatorPort: number): Promise<void> {
    for (const replica of replicas) {
      await mkdir(dirname(clockFile(this.host.folder, replica)), { recursive: true });
      await this.shiftClock(replica, 0);
    }
    for (const service of services.filter((name) => name !== 'ingest')) {
      const environment = environmentOf(`${service}-1` as Replica, this.addresses);
      await this.host.run({ name: `the migrations of ${service}`, args: [migrationsOf(service)], environment });
    }
    const simulator = this.host.supervise({
      name: 'evolution-simulator',
      args: ['dist/apps/evolution-simulator/src/main.js'],
      ready: `${this.simulator.url}/`,
      environment: {
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        SIMULATOR_PORT: String(simulatorPort),
        SIMULATOR_API_KEY: simulatorKey,
        // Evolution's retries within two minutes instead of twenty.
        SIMULATOR_TIME_SCALE: '10',
      },
    });
    const started = replicas.map((replica) => {
      const supervised = this.host.supervise({
        name: replica,
        args: ['--enable-source-maps', '--import', clockPreload, mainOf(serviceOf(replica))],
        ready: `${this.readiness.url(replica)}/readyz`,
        environment: environmentOf(replica, this.addresses),
      });
      this.processes.set(replica, supervised);
      return supervised;
    });
    await Promise.all([simulator, ...started].map((supervised) => supervised.start()));
    await this.readiness.start();
  }
}

function portBehind(link: Link, host: Host, port: (replica: Replica) => number, simulator: number): number {
  const [, end] = link.split('>');
  if (end === 'broker') return Number(new URL(host.brokerUrl).port);
  if (end === 'database') return Number(new URL(host.databaseUrl).port);
  return end === 'evolution' ? simulator : port(end as Replica);
}

async function portsFor(names: readonly Replica[]): Promise<(name: Replica) => number> {
  const ports = new Map<Replica, number>();
  for (const name of names) ports.set(name, await freePort());
  return (name) => ports.get(name) ?? 0;
}
