import type { LoggedEvent } from '@bkcrm/contracts';
import { createDataSource, Database } from '@bkcrm/database';
import { loadMessages } from '@bkcrm/read-model';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayDatabase } from '../src/database/database.js';
import type { LegacyMessage } from '../src/legacy/domain/legacy-message.js';
import { metrics } from '../src/metrics.js';
import { EventFeed } from '../src/realtime/event-feed.js';
import { LiveClients } from '../src/realtime/live-clients.js';
import { withGateway } from './gateway-harness.js';
import { commandsOf } from './handlers.js';
import { OldFrontEnd } from './old-front-end.js';
import { startRealTicket } from './real-ticket.js';
import { connectionOf } from './sdk-follower.js';
import { everyone, onlyDepartment } from './seed.js';

const gateway = withGateway({ LEGACY_SOCKET: true }, startRealTicket);
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
afterEach(() => gateway.disconnectAll());

interface Loaded {
  ticketId: string;
  messages: LegacyMessage[];
}

async function connect(agentId = ana, said: Record<string, unknown> = {}): Promise<OldFrontEnd> {
  const auth = { token: await gateway.tokenOf(agentId), ...said };
  const client = new OldFrontEnd(await gateway.socket(agentId, { auth }));
  await eventually(() => expect(client.of('head')).not.toEqual([]));
  return client;
}

/** What an open chat does every three seconds. */
const poll = (client: OldFrontEnd, limit?: number): Promise<Loaded> =>
  client.ask('request-messages', { ticketId: ticket.id, limit }, 'messages-loaded');

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
    const first = await poll(client);
    expect(first).toMatchObject({
      ticketId: ticket.id,
      messages: [
        { id: ticket.messageId, ticket_id: ticket.id, content: 'hello', sender: 'client', is_internal: false },
      ],
    });
    for (let times = 1; times < 100; times += 1) expect(await poll(client)).toEqual(first);
    expect(await cacheResults()).toEqual({ miss: 1, hit: 99 });
  });

  it('has every new message, status and edit in the first answer after the gateway has heard of it', async () => {
    const client = await connect();
    await poll(client);
    await publish(await customerWrites('are you there?'));
    expect(contents(await poll(client))).toEqual(['hello', 'are you there?']);
    for (const status of ['sent', 'delivered', 'read', 'played']) {
      await publish(await update('status = $2', status));
      expect((await poll(client)).messages[0]?.metadata).toMatchObject({ status });
    }
    await publish(await update('edited_at = now(), text = $2', 'hello!'));
    expect(contents(await poll(client))).toEqual(['hello!', 'are you there?']);
    expect((await cacheResults())['caught-up']).toBeGreaterThan(0);
  });

  it('gets the newest messages, not the oldest, however many it asks for', async () => {
    await publish(await customerWrites('the newest'));
    const client = await connect();
    expect(contents(await poll(client, 1))).toEqual(['the newest']);
    expect(contents(await poll(client, 100_000))).toEqual(['hello', 'the newest']);
    await poll(client, 100_000);
    expect(await cacheResults()).toEqual({ miss: 1, hit: 2 });
  });

  it('is refused when the agent may not see the ticket, however warm the cache', async () => {
    await poll(await connect());
    const stranger = await connect(rui);
    expect(await stranger.ask('request-messages', { ticketId: ticket.id }, 'error')).toMatchObject({
      error: 'ticket.not-found',
      event: 'request-messages',
    });
    expect(stranger.of('messages-loaded')).toEqual([]);
  });
});

describe('a chat that asks and does not read', () => {
  it('is cut off before its answers fill the memory', async () => {
    const agentId = await gateway.seed.agent(`${uuid()}@example.com`, 'agent', [sales]);
    await publish(await update('text = $2', 'x'.repeat(60_000)));
    const client = await connect(agentId);
    connectionOf(client.socket).pause();
    // Many megabytes, and fewer than the packets at which any client is cut off.
    for (let times = 0; times < 500; times += 1) client.socket.emit('request-messages', { ticketId: ticket.id });
    const isThere = () =>
      gateway.gateway.app
        .get(LiveClients)
        .all()
        .some((live) => live.agentId === agentId);
    await eventually(() => expect(isThere()).toBe(false));
  });
});

/** The messages of the ticket, as they are stored. */
const stored = (): Promise<{ text: string; author_id: string | null; client_id: string | null }[]> =>
  gateway.seed.query('SELECT text, author_id, client_id FROM ticket.message WHERE ticket_id = $1 ORDER BY sent_at', [
    ticket.id,
  ]);

describe('what the old front end sends', () => {
  it.each([
    ['an object', (id: string) => ({ ticketId: id, userId: 'somebody' })],
    ['the bare id', (id: string) => id],
  ])('joins a ticket with %s, and leaves it', async (_what, payload) => {
    const client = await connect();
    const colleague = await connect(await gateway.seed.agent(`${uuid()}@example.com`, 'agent', [sales]));
    const joined = await client.ask('join-ticket', payload(ticket.id), 'joined-ticket');
    expect(joined).toEqual({ ticketId: ticket.id, socketId: client.socket.id });
    await eventually(() =>
      expect(client.of('connection-stats')).toMatchObject([
        { activeTickets: 1, connectionsByTicket: { [ticket.id]: 1 } },
      ]),
    );
    const viewing = (is: boolean) =>
      eventually(() =>
        expect(colleague.of('signal')).toContainEqual({
          type: 'agent.viewing',
          data: { ticketId: ticket.id, agent: { id: ana, name: 'ana@example.com' }, viewing: is },
        }),
      );
    await viewing(true);
    client.socket.emit('leave-ticket', payload(ticket.id));
    await viewing(false);
  });

  it('is stored once for one id, in the name of whoever is logged in, and comes back to all who see it', async () => {
    const [client, notifications] = [await connect(), await connect(ana, { dialect: 'legacy' })];
    const [stranger, ours] = [await connect(rui, { dialect: 'legacy' }), await connect()];
    const messageId = uuid();
    const message = { ticketId: ticket.id, content: 'on its way', isInternal: false, userId: rui, messageId };
    for (let times = 0; times < 2; times += 1) {
      const answer: unknown = await client.socket.emitWithAck('send-message', { ...message, senderName: 'Rui' });
      expect(answer).toMatchObject({ ok: true, data: { content: 'on its way', sender: 'agent', sender_id: ana } });
    }
    expect((await stored()).slice(1)).toEqual([{ text: 'on its way', author_id: ana, client_id: messageId }]);
    for (const socket of [client, notifications])
      await eventually(() =>
        expect(socket.of('new-message')).toMatchObject([
          { ticket_id: ticket.id, content: 'on its way', sender_id: ana },
        ]),
      );
    // Numbered events reach everybody's socket in the same order, so these have had their turn.
    await eventually(() => expect(ours.of('events')).not.toEqual([]));
    expect([...stranger.of('new-message'), ...ours.of('new-message')]).toEqual([]);
  });

  it.each([
    [{ isInternal: true }, 'legacy.no-internal-notes'],
    [{ type: 'internal' }, 'legacy.no-internal-notes'],
    [{ type: 'image' }, 'legacy.only-text'],
    [{ content: '' }, 'request.invalid'],
    [{ ticketId: '1807441290' }, 'request.invalid'],
  ])('is refused and reaches no customer with %o', async (part, code) => {
    const client = await connect();
    const refusal = await client.ask('send-message', { ticketId: ticket.id, content: 'a secret', ...part }, 'error');
    expect(refusal).toMatchObject({ error: code, event: 'send-message' });
    expect(await stored()).toHaveLength(1);
  });

  it('about a ticket that the agent may not see is refused', async () => {
    const client = await connect(rui);
    for (const event of ['join-ticket', 'request-messages', 'send-message']) {
      const content = event === 'send-message' ? { content: 'x' } : {};
      const refusal = await client.ask(event, { ticketId: ticket.id, ...content }, 'error');
      expect(refusal).toMatchObject({ error: 'ticket.not-found', event });
    }
    expect(await stored()).toHaveLength(1);
  });

  it('is answered with an error when it makes no sense, and the socket goes on', async () => {
    const client = await connect();
    for (const payload of [undefined, null, 'x', 7, [], {}, { ticketId: { $ne: '' } }])
      for (const event of ['join-ticket', 'leave-ticket', 'request-messages', 'send-message'])
        expect(await client.ask(event, payload, 'error')).toMatchObject({ error: 'request.invalid', event });
    expect(await client.ask('ping', 7, 'pong')).toMatchObject({ timestamp: expect.any(Number) as number });
  });

  it.each(['get-instances', 'joinTicket', 'send_message', 'whatever'])(
    'is told that %s is not served',
    async (event) => {
      const client = await connect();
      expect(await client.ask(event, {}, 'error')).toMatchObject({ error: 'legacy.not-served', event });
      expect(await client.socket.emitWithAck(event, {})).toMatchObject({
        ok: false,
        error: { code: 'legacy.not-served' },
      });
    },
  );
});

describe('live events for the old front end', () => {
  it('say what happened to tickets and numbers, to whoever may see it', async () => {
    const [client, stranger] = [await connect(ana, { dialect: 'legacy' }), await connect(rui, { dialect: 'legacy' })];
    const number = { instanceName: 'sales', state: 'close', stateAt: null, trouble: null };
    const events = await gateway.seed.events(
      { data: { id: ticket.id, status: 'resolved' } as never, audienceAfter: onlyDepartment(sales) },
      { type: 'number.updated', data: number as never, audienceAfter: everyone },
    );
    await gateway.publish(events);
    const update = { instance: 'sales', status: 'disconnected', state: 'close' };
    for (const socket of [client, stranger])
      await eventually(() => expect(socket.of('connection-update')).toMatchObject([update]));
    expect(client.of('ticket-updated')).toEqual([{ ticketId: ticket.id, status: 'finalizado' }]);
    expect(stranger.of('ticket-updated')).toEqual([]);
  });

  it('say who is writing, except to the writer', async () => {
    const tom = await gateway.seed.agent(`${uuid()}@example.com`, 'agent', [sales]);
    const [client, writer] = [await connect(tom, { dialect: 'legacy' }), await connect(ana, { dialect: 'legacy' })];
    await writer.socket.emitWithAck('typing', { ticketId: ticket.id, typing: true });
    const data = { ticketId: ticket.id, userName: 'ana@example.com' };
    await eventually(() => expect(client.of('user-typing')).toEqual([data]));
    expect(writer.of('user-typing')).toEqual([]);
    // Whoever speaks the old dialect is spared our own words for it.
    expect(client.of('signal')).toEqual([]);
  });
});

describe('limits', () => {
  const limited = withGateway({ LEGACY_SOCKET: true, RATE_LIMIT_PER_SECOND: 1, RATE_LIMIT_BURST: 3 });

  it.each(['ping', 'whatever'])('are the same buckets as for our own commands: %s', async (event) => {
    const agentId = await limited.seed.agent(`${uuid()}@example.com`, 'agent');
    const socket = await limited.socket(agentId);
    const client = new OldFrontEnd(socket);
    await eventually(() => expect(client.of('head')).not.toEqual([]));
    for (let times = 0; times < 20; times += 1) socket.emit(event);
    expect(await socket.emitWithAck('presence', { active: true })).toMatchObject({ error: { code: 'rate.limited' } });
    await eventually(() =>
      expect(client.of('error')).toContainEqual(expect.objectContaining({ error: 'rate.limited', event })),
    );
  });
});

describe('switched off, as by default', () => {
  const plain = withGateway();

  it('none of these events exist', async () => {
    const agentId = await plain.seed.agent('ana@example.com', 'agent');
    const seen = await plain.seed.ticket(null);
    const socket = await plain.socket(agentId, { auth: { token: await plain.tokenOf(agentId), dialect: 'legacy' } });
    const client = new OldFrontEnd(socket);
    await eventually(() => expect(client.of('head')).not.toEqual([]));
    const commands = ['join-ticket', 'leave-ticket', 'request-messages', 'send-message', 'ping'];
    for (const event of [...commands, 'whatever']) socket.emit(event, { ticketId: seen.id, content: 'hi' });
    await plain.publish(await plain.seed.events({ data: { id: seen.id } }));
    expect(await socket.emitWithAck('typing', { ticketId: seen.id, typing: true })).toMatchObject({ ok: true });
    await eventually(() => expect(client.of('events')).not.toEqual([]));
    expect(client.received.map(([event]) => event).filter((event) => !/^(head|events|signal)$/.test(event))).toEqual(
      [],
    );
    const names = commandsOf(plain.gateway.app).map(({ name }) => name);
    expect(names).toContain('typing');
    expect(names.filter((name) => commands.includes(name))).toEqual([]);
  });
});
