import { freePort, SimulatorClient } from '@bkcrm/testing';
import { webhookSecret } from '../../chaos/world/accounts.js';
import { environmentOf, mainOf, migrationsOf, simulatorKey } from '../../chaos/world/definitions.js';
import type { Addresses } from '../../chaos/world/definitions.js';
import type { Host, Supervised } from '../../chaos/world/host.js';
import { replicas as allReplicas, serviceOf } from '../../chaos/world/replicas.js';
import type { Replica, Service } from '../../chaos/world/replicas.js';
import { agentsOfADepartment, departments } from '../target.js';
import type { Target } from '../target.js';
import { linkNumbers } from './numbers.js';
import { addPeople } from './people.js';
import type { People } from './people.js';

/** What a load test must not run into: all calls and sockets come from one address. */
const raisedLimits = {
  RATE_LIMIT_PER_SECOND: '10000',
  RATE_LIMIT_BURST: '10000',
  ADDRESS_RATE_LIMIT_PER_SECOND: '100000',
  ADDRESS_RATE_LIMIT_BURST: '100000',
  HANDSHAKES_PER_SECOND: '10000',
  ACCESS_TOKEN_SECONDS: '86400',
};

export interface ProductOptions {
  /** Names of the numbers. */
  instances: string[];
  agentsOfEach?: number;
  environment?: Record<string, string>;
}

const oneOfEach: readonly Replica[] = ['ingest-1', 'ticket-1', 'sender-1', 'gateway-1'];

/** BKCRM as it is deployed, each service a process of its own, with the settings of production. */
export class Product implements Target {
  readonly name = 'BKCRM';
  private readonly processes = new Map<Replica, Supervised>();

  private constructor(
    private readonly host: Host,
    private readonly at: Addresses,
    private readonly settings: { environment: Record<string, string>; nodeArguments: string[] },
    readonly simulator: SimulatorClient,
    readonly people: People,
  ) {}

  static async start(
    { host, cpuProfiles }: { host: Host; cpuProfiles?: string | undefined },
    { instances, agentsOfEach = agentsOfADepartment, environment = {} }: ProductOptions,
  ): Promise<Product> {
    const at = await addressesOf(host);
    for (const replica of ['ticket-1', 'sender-1', 'gateway-1'] as const) {
      const args = [migrationsOf(serviceOf(replica))];
      await host.run({ name: `migrations of ${replica}`, args, environment: environmentOf(replica, at) });
    }
    const tokenKey = environmentOf('gateway-1', at)['TOKEN_KEY'] ?? '';
    const people = await addPeople(host.databaseUrl, { departments, agentsOfEach, tokenKey });
    const simulator = await startSimulator(host, at);
    const product = new Product(host, at, { environment, nodeArguments: profiling(cpuProfiles) }, simulator, people);
    await Promise.all(oneOfEach.map((replica) => product.add(replica)));
    await linkNumbers(at.gateway, simulator, { instances, departmentIds: people.departmentIds });
    return product;
  }

  get webhooks(): Target['webhooks'] {
    return { url: `${this.at.webhooks}/webhook/evolution`, headers: { 'x-webhook-secret': webhookSecret } };
  }

  get sockets(): Target['sockets'] {
    const { agents } = this.people;
    return { url: this.at.gateway, token: (department, agent) => agents[department]?.[agent]?.token ?? '' };
  }

  parts(): Record<string, number[]> {
    const of = (service: Service): number[] => this.replicasOf(service).map(({ pid }) => pid ?? 0);
    return {
      ingest: of('ingest'),
      ticket: of('ticket'),
      gateway: of('gateway'),
      sender: of('sender'),
      broker: [this.host.broker.pid ?? 0],
      database: [this.host.database.pid ?? 0],
    };
  }

  /** Starts one more process. */
  async add(replica: Replica): Promise<Supervised> {
    const supervised = this.host.supervise({
      name: replica,
      args: [...this.settings.nodeArguments, mainOf(serviceOf(replica))],
      ready: `http://127.0.0.1:${this.at.administration(replica)}/readyz`,
      environment: { ...environmentOf(replica, this.at), ...raisedLimits, ...this.settings.environment },
    });
    this.processes.set(replica, supervised);
    await supervised.start();
    return supervised;
  }

  replicasOf(service: Service): Supervised[] {
    return [...this.processes].filter(([name]) => serviceOf(name) === service).map(([, supervised]) => supervised);
  }

  replica(name: Replica): Supervised {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  }
}

/** Node writes a profile of each process when that ends. */
const profiling = (folder: string | undefined): string[] =>
  folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];

async function addressesOf(host: Host): Promise<Addresses> {
  const ports = new Map<string, number>();
  for (const replica of allReplicas) {
    ports.set(replica, await freePort());
    ports.set(`${replica} administration`, await freePort());
  }
  const simulator = await freePort();
  const port = (name: string): number => ports.get(name) ?? 0;
  return {
    folder: host.folder,
    port,
    administration: (replica) => port(`${replica} administration`),
    broker: () => host.brokerUrl,
    database: () => host.databaseUrl,
    evolution: () => `http://127.0.0.1:${simulator}`,
    webhooks: `http://127.0.0.1:${port('ingest-1')}`,
    gateway: `http://127.0.0.1:${port('gateway-1')}`,
  };
}

async function startSimulator(host: Host, at: Addresses): Promise<SimulatorClient> {
  const url = at.evolution('sender-1>evolution');
  const simulator = host.supervise({
    name: 'evolution-simulator',
    args: ['dist/apps/evolution-simulator/src/main.js'],
    ready: `${url}/`,
    environment: {
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      SIMULATOR_PORT: new URL(url).port,
      SIMULATOR_API_KEY: simulatorKey,
    },
  });
  await simulator.start();
  return new SimulatorClient(url);
}
