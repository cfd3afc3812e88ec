import { randomUUID } from 'node:crypto';
import type { EventBatch, LoggedEvent } from '@bkcrm/contracts';
import { createDataSource, createMigrationDataSource, Database, migrate } from '@bkcrm/database';
import type { Delivery } from '@bkcrm/messaging';
import { SystemClock } from '@bkcrm/observability';
import { v7 as uuid } from 'uuid';
import { TicketConfig } from '../src/app.config.js';
import { ticketDatabase } from '../src/database/database.js';
import type { LiveFeed } from '../src/event-log/live-feed.js';
import { StoreInbound } from '../src/inbound/store/store-inbound.js';

/** A ticket service's inside on a database of its own: everything but the broker. */
export interface TicketHarness {
  database: Database;
  store: StoreInbound;
  config: TicketConfig;
  feed: LiveFeed;
  /** Events handed to the live feed, in the order of commits. */
  published: LoggedEvent[];
  registerNumber: (instanceName: string, options?: { departmentId?: string; adoptedAt?: Date }) => Promise<string>;
  close: () => Promise<void>;
}

export async function openTicketHarness(options: { poolSize?: number } = {}): Promise<TicketHarness> {
  const superuserUrl = process.env['BKCRM_TEST_DATABASE_URL'];
  if (superuserUrl === undefined) throw new Error('BKCRM_TEST_DATABASE_URL is not set: run the tests through npm test');
  const name = `ticket_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const administrator = createMigrationDataSource({ ...ticketDatabase(superuserUrl), migrations: [], entities: [] });
  await administrator.initialize();
  await administrator.query(`CREATE DATABASE ${name}`);
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  await migrate(ticketDatabase(url.href));
  const dataSource = createDataSource(ticketDatabase(url.href, options.poolSize));
  await dataSource.initialize();
  const database = new Database(dataSource);
  const config = Object.assign(new TicketConfig(), { DATABASE_URL: url.href, AMQP_URL: '' });
  const published: LoggedEvent[] = [];
  const feed = {
    publish: (batch: EventBatch) => void published.push(...batch.events),
    signal: () => {},
  } as unknown as LiveFeed;
  const store = new StoreInbound(database, feed, new SystemClock(), config);
  return {
    database,
    store,
    config,
    feed,
    published,
    registerNumber: async (instanceName, { departmentId, adoptedAt = new Date(0) } = {}) => {
      const id = uuid();
      await database.query(
        'INSERT INTO whatsapp_number (id, name, instance_name, department_id, adopted_at) VALUES ($1, $2, $2, $3, $4)',
        [id, instanceName, departmentId ?? null, adoptedAt],
      );
      return id;
    },
    close: async () => {
      await dataSource.destroy();
      await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await administrator.destroy();
    },
  };
}

/** A webhook as it arrives from the broker. */
export function aDelivery(event: string, instance: string, data: unknown, extra: Partial<Delivery> = {}): Delivery {
  const body = { event, instance, data };
  return {
    body,
    raw: Buffer.from(JSON.stringify(body)),
    messageId: uuid(),
    type: 'webhook.v1',
    exchange: 'bkcrm.inbound',
    routingKey: `p0.${event}`,
    headers: { 'x-event': event, 'x-instance': instance, 'x-received-at': new Date().toISOString() },
    redelivered: false,
    attempt: 0,
    ...extra,
  };
}

let counter = 0;
/** A customer's text as Evolution posts it. */
export function aTextUpsert(
  overrides: {
    id?: string;
    phone?: string;
    lid?: string;
    text?: string;
    at?: number;
    fromMe?: boolean;
    name?: string;
  } = {},
) {
  counter += 1;
  const { id = `3EB0${String(counter).padStart(16, '0')}`, phone = '5511987650123', lid, fromMe = false } = overrides;
  return {
    key: {
      remoteJid: `${phone}@s.whatsapp.net`,
      ...(lid === undefined ? {} : { remoteJidAlt: `${lid}@lid` }),
      fromMe,
      id,
      participant: '',
      addressingMode: 'pn',
    },
    pushName: overrides.name ?? 'Mariana Duarte',
    status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
    message: { conversation: overrides.text ?? `message ${counter}` },
    messageType: 'conversation',
    messageTimestamp: overrides.at ?? 1_790_000_000 + counter,
    instanceId: '7d0c1b52-7a54-4f0e-9c8b-2f6b3e1d9a40',
    source: 'android',
  };
}
