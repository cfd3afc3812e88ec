import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  brokerControl,
  eventually,
  freePort,
  peekQueue,
  SimulatorClient,
  startProcess,
  TcpProxy,
  withDatabase,
  withVhost,
} from '@bkcrm/testing';
import type { RunningProcess, TestDatabase, TestVhost } from '@bkcrm/testing';
import { afterAll, beforeAll } from 'vitest';
import { registerNumber } from './register-number.js';
import { runToEnd } from './run-to-end.js';

const services = ['evolution-simulator', 'webhook-ingest', 'ticket', 'evolution-sender', 'gateway'] as const;
export type ServiceName = (typeof services)[number];

const main = (app: ServiceName, folder = ''): string => join(folder, `dist/apps/${app}/src/main.js`);
const migrated = ['ticket', 'evolution-sender', 'gateway'] as const;

export const administrator = { email: 'admin@example.com', password: 'correct horse battery staple' };
export const webhookSecret = 'webhook-secret-of-the-tests';

interface SystemOptions {
  /** Instances that the simulator has linked at start; each becomes a number of ours. */
  instances?: string[];
  /** More environment for single services. */
  env?: Partial<Record<ServiceName, Record<string, string>>>;
  /** On another server than that of the tests; by itself it is a database of its own there. */
  database?: TestDatabase;
  /** Where another version of the services is built: they, and the tables, are of that one. */
  folder?: string;
}

/** All services as built, each a process of its own, on a database and a virtual host of their own. */
export class System {
  readonly processes = new Map<string, RunningProcess>();
  private readonly environments = new Map<ServiceName, Record<string, string>>();
  private readonly administrationPorts = new Map<ServiceName, number>();

  constructor(
    readonly urls: { ingest: string; gateway: string; simulator: string },
    /** In front of the database, for the ticket service only. */
    readonly ticketDatabase: TcpProxy,
    /** In front of the gateway, for clients. */
    readonly gatewayProxy: TcpProxy,
    /** In front of the broker, for webhook-ingest only. */
    readonly ingestBroker: TcpProxy,
    readonly simulator: SimulatorClient,
    /** Of the superuser. */
    readonly databaseUrl: string,
    private readonly vhost: TestVhost,
    /** Opens every instance of the simulator. */
    readonly simulatorKey: string,
  ) {}

  define(name: ServiceName, administrationPort: number | undefined, environment: Record<string, string>): void {
    this.environments.set(name, environment);
    if (administrationPort !== undefined) this.administrationPorts.set(name, administrationPort);
  }

  /** A command of a service, with its environment. @returns what it printed @throws when it does not end with 0 */
  async run(name: ServiceName, command: string, ...args: string[]): Promise<string> {
    const env = this.environments.get(name);
    return runToEnd(command, [`dist/apps/${name}/src/${command}.js`, ...args], env);
  }

  /** Brings a service's tables up to this version, or to the one that is built in `folder`. */
  async migrate(name: (typeof migrated)[number], folder = ''): Promise<void> {
    await runToEnd('migrate', [join(folder, `dist/apps/${name}/src/migrate.js`)], this.environments.get(name));
  }

  /** `more` is environment for this time only; `folder` where another version of it is built. */
  async start(name: ServiceName, more: Record<string, string> = {}, folder?: string): Promise<void> {
    const port = this.administrationPorts.get(name);
    const ready = port === undefined ? `${this.urls.simulator}/` : `http://127.0.0.1:${port}/readyz`;
    const env = { ...this.environments.get(name), ...more };
    const args = ['--enable-source-maps', main(name, folder)];
    this.processes.set(name, await startProcess({ name, args, env, ready }));
  }

  /** One more process of a service, beside the first, with more environment. */
  async startReplica(name: ServiceName, env: Record<string, string>, folder?: string): Promise<RunningProcess> {
    const ports = Object.keys(this.environments.get(name) ?? {}).filter((variable) => variable.endsWith('_PORT'));
    const moved: Record<string, string> = {};
    for (const variable of ports) moved[variable] = String(await freePort());
    const administration = Object.entries(moved).find(([variable]) => variable.endsWith('_ADMIN_PORT'))?.[1];
    const replica = await startProcess({
      name: `${name} replica`,
      args: ['--enable-source-maps', main(name, folder)],
      env: { ...this.environments.get(name), ...moved, ...env },
      ready: `http://127.0.0.1:${administration}/readyz`,
    });
    this.processes.set(`${name} replica`, replica);
    return replica;
  }

  process(name: ServiceName): RunningProcess {
    const running = this.processes.get(name);
    if (running === undefined) throw new Error(`${name} was not started`);
    return running;
  }

  administrationUrl(name: ServiceName, path = ''): string {
    return `http://127.0.0.1:${this.administrationPorts.get(name)}${path}`;
  }

  /** An answer of a service's administration port. */
  administration(name: ServiceName, path: string): Promise<Response> {
    return fetch(this.administrationUrl(name, path));
  }

  /** What a service was started with. */
  environment(name: ServiceName): Record<string, string> {
    return { ...this.environments.get(name) };
  }

  /** What a service's readiness says about a dependency. */
  async dependency(name: ServiceName, check: string): Promise<unknown> {
    const { details } = (await (await this.administration(name, '/readyz')).json()) as {
      details: Record<string, unknown>;
    };
    return details[check];
  }

  /** Everything that waits in a queue; it stays there. */
  queued(queue: string): ReturnType<typeof peekQueue> {
    return peekQueue(this.vhost.url, queue);
  }

  /** Names of all durable queues, with those for retries and dead letters. */
  async queues(): Promise<string[]> {
    const columns = ['name', 'durable'];
    const list = await brokerControl(
      '--quiet',
      'list_queues',
      '--no-table-headers',
      '--vhost',
      this.vhost.name,
      ...columns,
    );
    return list.split('\n').flatMap((line) => {
      const [name, isDurable] = line.trim().split(/\s+/);
      return isDurable === 'true' && name !== undefined ? [name] : [];
    });
  }

  /** With everything that waits in it. */
  async deleteQueue(queue: string): Promise<void> {
    await brokerControl('delete_queue', '--vhost', this.vhost.name, queue);
  }

  /** The broker closes a service's connections. */
  async closeConnections(name: string): Promise<void> {
    const list = await brokerControl(
      '--quiet',
      'list_connections',
      '--no-table-headers',
      'pid',
      'client_properties',
      'vhost',
    );
    const own = list.split('\n').filter((line) => line.includes(this.vhost.name) && line.includes(`"${name} `));
    for (const line of own) await brokerControl('close_connection', line.split('\t')[0] ?? '', 'a test');
  }

  /** Posts a webhook as Evolution does. */
  async post(event: string, instance: string, data: unknown): Promise<Response> {
    const response = await fetch(`${this.urls.ingest}/webhook/evolution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-secret': webhookSecret },
      body: JSON.stringify({ event, instance, data, sender: '5511940001000@s.whatsapp.net' }),
    });
    await response.arrayBuffer();
    return response;
  }
}

/** Gives the enclosing `describe` a running system. */
export function withSystem({ instances = [], env = {}, folder: version, database: given }: SystemOptions = {}): {
  readonly current: System;
} {
  const database = given ?? withDatabase();
  const vhost = withVhost();
  let system: System | undefined;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bkcrm-e2e-'));
    const ports = await distinctPorts([
      'ingest',
      'gateway',
      'simulator',
      'ingestAdmin',
      'ticketAdmin',
      'senderAdmin',
      'gatewayAdmin',
    ]);
    const through = await TcpProxy.before(database.url);
    const gatewayProxy = await TcpProxy.to({ port: ports.gateway });
    const ingestBroker = await TcpProxy.before(vhost.url);
    const urls = {
      ingest: `http://127.0.0.1:${ports.ingest}`,
      gateway: `http://127.0.0.1:${gatewayProxy.port}`,
      simulator: `http://127.0.0.1:${ports.simulator}`,
    };
    const key = randomBytes(24).toString('hex');
    const simulator = new SimulatorClient(urls.simulator);
    system = new System(urls, through.proxy, gatewayProxy, ingestBroker.proxy, simulator, database.url, vhost, key);
    const shared = {
      AMQP_URL: vhost.url,
      DATABASE_URL: database.url,
      LOG_LEVEL: 'info',
      MEDIA_DIR: join(folder, 'media'),
      WEBHOOK_SECRETS: webhookSecret,
    };
    system.define('evolution-simulator', undefined, {
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_API_KEY: key,
      SIMULATOR_INSTANCES: instances.join(','),
      SIMULATOR_TIME_SCALE: '50',
      ...env['evolution-simulator'],
    });
    system.define('webhook-ingest', ports.ingestAdmin, {
      ...shared,
      AMQP_URL: ingestBroker.url,
      INGEST_PORT: String(ports.ingest),
      INGEST_ADMIN_PORT: String(ports.ingestAdmin),
      SPOOL_DIR: join(folder, 'spool'),
      ...env['webhook-ingest'],
    });
    system.define('ticket', ports.ticketAdmin, {
      ...shared,
      DATABASE_URL: through.url,
      TICKET_ADMIN_PORT: String(ports.ticketAdmin),
      ...env.ticket,
    });
    system.define('evolution-sender', ports.senderAdmin, {
      ...shared,
      SENDER_ADMIN_PORT: String(ports.senderAdmin),
      EVOLUTION_URL: urls.simulator,
      EVOLUTION_API_KEY: key,
      SECRETS_KEY: randomBytes(32).toString('hex'),
      WEBHOOK_PUBLIC_URL: urls.ingest,
      ...env['evolution-sender'],
    });
    system.define('gateway', ports.gatewayAdmin, {
      ...shared,
      GATEWAY_PORT: String(ports.gateway),
      GATEWAY_ADMIN_PORT: String(ports.gatewayAdmin),
      TOKEN_KEY: key,
      SECRETS_KEY: randomBytes(32).toString('hex'),
      // Tests ask faster than people.
      RATE_LIMIT_PER_SECOND: '1000',
      RATE_LIMIT_BURST: '1000',
      ADDRESS_RATE_LIMIT_PER_SECOND: '1000',
      ADDRESS_RATE_LIMIT_BURST: '1000',
      BKCRM_ADMIN_EMAIL: administrator.email,
      BKCRM_ADMIN_PASSWORD: administrator.password,
      PUBLIC_URL: urls.gateway,
      ...env.gateway,
    });
    for (const name of migrated) await system.migrate(name, version);
    const starting = system;
    // One that does not come up must not leave the others behind: all are known before the failure is.
    const started = await Promise.allSettled(
      services.map((name) => starting.start(name, {}, name === 'evolution-simulator' ? undefined : version)),
    );
    const failed = started.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    // The first administrator is made once all services have found each other.
    await eventually(() => login(starting), { timeout: 20_000 });
    for (const instance of instances) await registerNumber(urls.gateway, await login(system), instance);
  });

  afterAll(async () => {
    const running = [...(system?.processes.values() ?? [])];
    for (const service of running) service.signal('SIGCONT');
    await Promise.all(running.filter((service) => service.running).map((service) => service.stop()));
    await system?.ticketDatabase.close();
    await system?.gatewayProxy.close();
    await system?.ingestBroker.close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get current() {
      if (system === undefined) throw new Error('the system runs only while tests and their hooks do');
      return system;
    },
  };
}

async function distinctPorts<Name extends string>(names: Name[]): Promise<Record<Name, number>> {
  const ports = new Set<number>();
  while (ports.size < names.length) ports.add(await freePort());
  const list = [...ports];
  return Object.fromEntries(names.map((name, index) => [name, list[index] ?? 0])) as Record<Name, number>;
}

/** An access token of the administrator. */
export async function login(system: System): Promise<string> {
  const response = await fetch(`${system.urls.gateway}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(administrator),
  });
  if (!response.ok) throw new Error(`login answers ${response.status}`);
  const { accessToken } = (await response.json()) as { accessToken: string };
  return accessToken;
}
