import { join } from 'node:path';
import { inProject, projectRoot } from './paths.mjs';
import { SupervisedProcess } from './supervised-process.mjs';

/** In the order of stopping: what lets work in ends first, then those that finish what is in flight. */
const ENTRANCE = 0;
const INSIDE = 1;

/** The services with tables; each brings its schema up to date before it starts. */
export const servicesWithTables = ['ticket', 'evolution-sender', 'gateway'];

/** A built entry point. */
export const entryOf = (service, file = 'main') => `dist/apps/${service}/src/${file}.js`;

/** Where this start listens and what others call it by. */
export function addressesOf({ given, ports, embedded, watch }) {
  const gateway = given.PUBLIC_URL ?? `http://localhost:${watch ? ports.CONSOLE_PORT : ports.GATEWAY_PORT}`;
  const simulator = embedded.simulator ? `http://127.0.0.1:${ports.SIMULATOR_PORT}` : undefined;
  return {
    console: gateway,
    gateway: `http://127.0.0.1:${ports.GATEWAY_PORT}`,
    ingest: `http://127.0.0.1:${ports.INGEST_PORT}`,
    webhooks: given.WEBHOOK_PUBLIC_URL ?? `http://127.0.0.1:${ports.INGEST_PORT}`,
    simulator,
    phone: simulator && `http://localhost:${ports.SIMULATOR_PORT}/phone`,
    administration: {
      'webhook-ingest': `http://127.0.0.1:${ports.INGEST_ADMIN_PORT}`,
      ticket: `http://127.0.0.1:${ports.TICKET_ADMIN_PORT}`,
      'evolution-sender': `http://127.0.0.1:${ports.SENDER_ADMIN_PORT}`,
      gateway: `http://127.0.0.1:${ports.GATEWAY_ADMIN_PORT}`,
    },
  };
}

/**
 * Every service of this start with its environment. Whatever is set by hand wins over what is worked out here.
 * @param {ReturnType<typeof import('./settings.mjs').readSettings>} settings
 * @param {Record<string, string>} secrets
 * @param {{ database: string, broker: string }} backends URLs
 * @returns {{ name: string, stage: number, alive: string, ready: string, environment: Record<string, string> }[]}
 */
export function serviceDefinitions(settings, secrets, backends) {
  const { given, ports, data, embedded } = settings;
  const addresses = addressesOf(settings);
  const own = (names) =>
    Object.fromEntries(
      names
        .map((name) => [name, ports[name] ?? secrets[name]])
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, String(value)]),
    );
  const broker = { AMQP_URL: backends.broker };
  const both = { ...broker, DATABASE_URL: backends.database };
  const media = { MEDIA_DIR: join(data, 'media') };
  const backups = { BACKUP_TARGET: join(data, 'backups') };
  const environment = (computed) => ({ NODE_ENV: 'production', ...computed, ...given });
  const services = [
    {
      name: 'webhook-ingest',
      stage: ENTRANCE,
      computed: {
        ...broker,
        ...media,
        ...own(['INGEST_PORT', 'INGEST_ADMIN_PORT', 'WEBHOOK_SECRETS']),
        SPOOL_DIR: join(data, 'spool'),
      },
    },
    { name: 'ticket', stage: INSIDE, computed: { ...both, ...media, ...backups, ...own(['TICKET_ADMIN_PORT']) } },
    {
      name: 'evolution-sender',
      stage: INSIDE,
      computed: {
        ...both,
        ...media,
        ...own(['SENDER_ADMIN_PORT', 'WEBHOOK_SECRETS', 'SECRETS_KEY']),
        WEBHOOK_PUBLIC_URL: addresses.webhooks,
        ...(embedded.simulator
          ? {
              EVOLUTION_URL: addresses.simulator,
              EVOLUTION_API_KEY: given.SIMULATOR_API_KEY ?? secrets.SIMULATOR_API_KEY,
            }
          : {}),
      },
    },
    {
      name: 'gateway',
      stage: ENTRANCE,
      computed: {
        ...both,
        ...media,
        ...backups,
        ...own([
          'GATEWAY_PORT',
          'GATEWAY_ADMIN_PORT',
          'TOKEN_KEY',
          'SECRETS_KEY',
          'BKCRM_ADMIN_EMAIL',
          'BKCRM_ADMIN_PASSWORD',
        ]),
        PUBLIC_URL: addresses.console,
        CONSOLE_DIR: inProject('dist/apps/console'),
      },
    },
  ];
  if (embedded.simulator) {
    services.push({
      name: 'evolution-simulator',
      stage: INSIDE,
      /** It has no administration port. */
      only: `${addresses.simulator}/`,
      computed: {
        ...own(['SIMULATOR_PORT', 'SIMULATOR_API_KEY']),
        SIMULATOR_INSTANCES: 'demo',
        SIMULATOR_DATA: join(data, 'simulator'),
      },
    });
  }
  return services.map(({ name, stage, computed, only }) => ({
    name,
    stage,
    alive: only ?? `${addresses.administration[name]}/livez`,
    ready: only ?? `${addresses.administration[name]}/readyz`,
    environment: environment(computed),
  }));
}

/** One service as a supervised process, its log in the data folder. */
export function serviceProcess({ name, stage, ready, environment }, data, groups, report) {
  return new SupervisedProcess(
    {
      name,
      stage,
      log: join(data, 'logs', `${name}.log`),
      prepare: async () => ({
        command: process.execPath,
        args: ['--enable-source-maps', entryOf(name)],
        options: { cwd: projectRoot, env: environment },
      }),
      ready: () => answersOk(ready),
      stopWithin: 30_000,
    },
    groups,
    report,
  );
}

async function answersOk(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  return response.ok;
}
