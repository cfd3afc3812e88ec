import type { LoggedEvent } from '@bkcrm/contracts';
import { createDataSource, Database } from '@bkcrm/database';
import { loadMessages } from '@bkcrm/read-model';
import { eventually } from '@bkcrm/testing';
import type { Socket } from 'socket.io-client';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayDatabase } from '../src/database/database.js';
import type { LegacyMessage } from '../src/legacy/domain/legacy-message.js';
import { metrics } from '../src/metrics.js';
import { EventFeed } from '../src/realtime/event-feed.js';
import { answers } from './fake-ticket.js';
import { withGateway } from './gateway-harness.js';
import { onlyDepartment } from './seed.js';

const gateway = withGateway({ LEGACY_SOCKET: true });
let database: Database;
let sales: string;
let ana: string;
/** Of another department. */
let rui: string;
let ticket: Awaited<ReturnType<typeof gateway.seed.ticket>>;

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
  ana = await gateway.seed.agent('ana@example.com', 'agent', [sales]);
  rui = await gateway.seed.agent('rui@example.com', 'agent', [await gateway.seed.department('Support')]);
  const dataSource = createDataSource(gatewayDatabase(gateway.config.DATABASE_URL, 1));
  await dataSource.initialize();
  database = new Database(dataSource);
});
afterAll(() => database.dataSource.destroy());
beforeEach(async () => {
  ticket = await gateway.seed.ticket(sales);
  metrics.messageCache.reset();
});
afterEach(() => {
  answers.clear();
  gateway.disconnectAll();
});

interface Loaded {
  ticketId: string;
  messages: LegacyMessage[];
}

/** A socket of the old front end, and all that came over it. */
class OldFrontEnd {
  readonly received: [event: string, data: unknown][] = [];

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, data: unknown) => this.received.push([event, data]));
  }

  of(event: string): unknown[] {
    return this.received.flatMap(([name, data]) => (name === event ? [data] : []));
  }

  /** Sends one event, and waits for the next that is named as its answer. */
  async ask<T = unknown>(event: string, payload: unknown, answer: string): Promise<T> {
    const before = this.of(answer).length;
    this.socket.emit(event, payload);
    await eventually(() => expect(this.of(answer).length).toBeGreaterThan(before));
    return this.of(answer)[before] as T;
  }

  poll(limit?: number): Promise<Loaded> {
    return this.ask('request-messages', { ticketId: ticket.id, limit }, 'messages-loaded');
  }
}

async function connect(agentId = ana, options: Record<string, unknown> = {}): Promise<OldFrontEnd> {
  const client = new OldFrontEnd(await gateway.socket(agentId, options));
  await eventually(() => expect(client.of('head')).not.toEqual([]));
  return client;
}

async function cacheResults(): Promise<Record<string, number>> {
  const { values } = await metrics.messageCache.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.result), value]));
}

/** What the ticket service would do, in one transaction with its event. */
async function change(
  sql: string,
  parameters: unknown[],
  id: string,
  type: 'message.created' | 'message.updated',
): Promise<LoggedEvent> {
  await gateway.seed.query(sql, parameters);
  const data = (await loadMessages(database, [id])).get(id);
  if (data === undefined) throw new Error('no such message');
  const audience = { audienceBefore: onlyDepartment(sales), audienceAfter: onlyDepartment(sales) };
  const [event] = await gateway.seed.events({ type, data, ticketId: ticket.id, ...audience });
  if (event === undefined) throw new Error('no event');
  return event;
}

/** Publishes it, as the ticket service does after its commit, and waits until the gateway has heard of it. */
async function publish(event: LoggedEvent): Promise<void> {
  await gateway.publish([event]);
  await eventually(() => expect(gateway.gateway.app.get(EventFeed).position).toBeGreaterThanOrEqual(event.seq));
}

const update = (assignment: string, value: string): Promise<LoggedEvent> =>
  change(
    `UPDATE ticket.message SET ${assignment}, version = version + 1 WHERE id = $1`,
    [ticket.messageId, value],
    ticket.messageId,
    'message.updated',
  );

function customerWrites(text: string): Promise<LoggedEvent> {
  const id = uuid();
  const insert = `INSERT INTO ticket.message (id, conversation_id, ticket_id, number_id, direction, kind, text, status, from_me, sent_at, order_key)
    SELECT $1::uuid, conversation_id, ticket_id, number_id, 'in', 'text', $3, 'received', false, now() + interval '1 minute', $1::text FROM ticket.message WHERE id = $2`;
  return change(insert, [id, ticket.messageId, text], id, 'message.created');
}

const contents = ({ messages }: Loaded): string[] => messages.map(({ content }) => content);

describe('an open chat of the old front end', () => {
  it('that asks a hundred times is read once', async () => {
    const client = await connect();
    const first = await client.poll();
    expect(first).toMatchObject({
      ticketId: ticket.id,
      messages: [
        { id: ticket.messageId, ticket_id: ticket.id, content: 'hello', sender: 'client', is_internal: false },
      ],
    });
    for (let times = 1; times < 100; times += 1) expect(await client.poll()).toEqual(first);
    expect(await cacheResults()).toEqual({ miss: 1, hit: 99 });
  });

  it('has every new message, status and edit in the very next answer', async () => {
    const client = await connect();
    await client.poll();
    await customerWrites('are you there?');
    expect(contents(await client.poll())).toEqual(['hello', 'are you there?']);
    for (const status of ['sent', 'delivered', 'read', 'played']) {
      const event = await update('status = $2', status);
      // Also before the gateway has heard of it, and when it has.
      if (status !== 'sent') await publish(event);
      expect((await client.poll()).messages[0]?.metadata).toMatchObject({ status });
    }
    await update('edited_at = now(), text = $2', 'hello!');
    expect(contents(await client.poll())).toEqual(['hello!', 'are you there?']);
    expect((await cacheResults())['caught-up']).toBeGreaterThan(0);
  });

  it('gets the newest messages, not the oldest, however many it asks for', async () => {
    await publish(await customerWrites('the newest'));
    const client = await connect();
    expect(contents(await client.poll(1))).toEqual(['the newest']);
    expect(contents(await client.poll(100_000))).toEqual(['hello', 'the newest']);
    await client.poll(100_000);
    expect(await cacheResults()).toEqual({ miss: 1, hit: 2 });
  });

  it('is refused when the agent may not see the ticket, however warm the cache', async () => {
    await (await connect()).poll();
    const stranger = await connect(rui);
    expect(await stranger.ask('request-messages', { ticketId: ticket.id }, 'error')).toMatchObject({
      error: 'ticket.not-found',
      event: 'request-messages',
    });
    expect(stranger.of('messages-loaded')).toEqual([]);
  });
});
