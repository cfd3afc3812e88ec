import { join } from 'node:path';
import { administrator, webhookSecret } from './accounts.js';
import { serviceOf } from './replicas.js';
import type { Link, Replica, Service } from './replicas.js';

/** Where everything is, once its ports are known. */
export interface Addresses {
  folder: string;
  /** The port of each replica that others call: webhooks, or the gateway's. */
  port: (replica: Replica) => number;
  administration: (replica: Replica) => number;
  /** URLs through the link's proxy. */
  broker: (link: Link) => string;
  database: (link: Link) => string;
  evolution: (link: Link) => string;
  /** What Evolution is told to call. */
  webhooks: string;
  /** Where clients find the gateways. */
  gateway: string;
}

const app: Record<Service, string> = {
  ingest: 'webhook-ingest',
  ticket: 'ticket',
  sender: 'evolution-sender',
  gateway: 'gateway',
};

export const simulatorKey = 'key-of-the-simulator';
const key = 'a-key-of-the-chaos-runner-and-of-nothing-else';

export const mainOf = (service: Service): string => `dist/apps/${app[service]}/src/main.js`;
export const migrationsOf = (service: Service): string => `dist/apps/${app[service]}/src/migrate.js`;

/** The environment of a replica. Rates are those of a test, behaviour is that of production. */
export function environmentOf(replica: Replica, at: Addresses): Record<string, string> {
  const service = serviceOf(replica);
  return {
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
    AMQP_URL: at.broker(`${replica}>broker`),
    MEDIA_DIR: join(at.folder, 'media'),
    [`${service.toUpperCase()}_ADMIN_PORT`]: String(at.administration(replica)),
    CHAOS_CLOCK_FILE: clockFile(at.folder, replica),
    ...(replica !== 'ingest-1' && { DATABASE_URL: at.database(`${replica}>database`) }),
    ...own[service](replica, at),
  };
}

export const clockFile = (folder: string, replica: Replica): string => join(folder, 'clocks', replica);

const own: Record<Service, (replica: Replica, at: Addresses) => Record<string, string>> = {
  ingest: (replica, at) => ({
    INGEST_PORT: String(at.port(replica)),
    INGEST_HOST: '127.0.0.1',
    WEBHOOK_SECRETS: webhookSecret,
    SPOOL_DIR: join(at.folder, 'spool'),
  }),
  ticket: () => ({}),
  sender: (replica, at) => ({
    EVOLUTION_URL: at.evolution(`${replica as 'sender-1' | 'sender-2'}>evolution`),
    EVOLUTION_API_KEY: simulatorKey,
    EVOLUTION_TIMEOUT_SECONDS: '5',
    SECRETS_KEY: key,
    WEBHOOK_SECRETS: webhookSecret,
    WEBHOOK_PUBLIC_URL: at.webhooks,
  }),
  gateway: (replica, at) => ({
    GATEWAY_PORT: String(at.port(replica)),
    GATEWAY_HOST: '127.0.0.1',
    TOKEN_KEY: key,
    SECRETS_KEY: key,
    // Sessions are renewed several times in a run.
    ACCESS_TOKEN_SECONDS: '120',
    // All sockets come from one address.
    RATE_LIMIT_PER_SECOND: '1000',
    RATE_LIMIT_BURST: '1000',
    ADDRESS_RATE_LIMIT_PER_SECOND: '1000',
    ADDRESS_RATE_LIMIT_BURST: '1000',
    SOCKET_TRANSPORTS: 'websocket',
    BKCRM_ADMIN_EMAIL: administrator.email,
    BKCRM_ADMIN_PASSWORD: administrator.password,
    PUBLIC_URL: at.gateway,
  }),
};
