import { exchanges, SendMessageRequest } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { v4 as randomId, v7 as uuid } from 'uuid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answers } from './fake-ticket.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { onlyDepartment } from './seed.js';

const gateway = withGateway();
let sales: string;
let support: string;
let ana: string;

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
  support = await gateway.seed.department('Support');
  ana = await gateway.seed.agent('ana@example.com', 'agent', [sales]);
});
afterEach(() => {
  answers.clear();
  gateway.disconnectAll();
});

async function connect(agentId = ana): Promise<FollowingClient> {
  const client = new FollowingClient(await gateway.socket(agentId));
  await eventually(() => expect(client.applied).toBeDefined());
  return client;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the handshake', () => {
  it.each([undefined, 'x', 7])('refuses the token %s with a code', async (token) => {
    const socket = gateway.socketWith(token);
    const error = await new Promise<Error & { data?: unknown }>((resolve) => socket.on('connect_error', resolve));
    expect(error.data).toMatchObject({ code: 'auth.invalid-token' });
  });

  it('refuses pages of other origins', async () => {
    const socket = await gateway.socket(ana, { extraHeaders: { origin: 'https://evil.example' } });
    const error = await new Promise<Error>((resolve) => socket.on('connect_error', resolve));
    expect(error.message).toContain('websocket error');
  });
});

describe('live events', () => {
  it('arrive as they are published, and only those that the agent may see', async () => {
    const client = await connect();
    const events = await gateway.seed.events(
      { audienceAfter: onlyDepartment(sales) },
      { audienceBefore: null, audienceAfter: onlyDepartment(support) },
      { audienceAfter: onlyDepartment(sales) },
    );
    await gateway.publish(events);
    const first = events[0]?.seq ?? 0;
    await eventually(() => expect(client.seqs).toEqual([first, first + 2]));
    expect(client.items[0]).toMatchObject({ type: 'ticket.updated', data: events[0]?.data, at: events[0]?.at });
    expect(client.holes).toEqual([]);
  });

  it('arrive also when the broker drops them, wherever in between', async () => {
    const client = await connect();
    const events = await gateway.seed.events(...range(1, 30).map(() => ({})));
    await gateway.publish(events.filter(({ seq }) => seq % 3 === 0));
    await eventually(() => expect(client.seqs).toEqual(events.map(({ seq }) => seq)), { timeout: 2_000 });
    const unpublished = await gateway.seed.events({}, {});
    await eventually(() => expect(client.seqs.slice(-2)).toEqual(unpublished.map(({ seq }) => seq)), {
      timeout: 2_000,
    });
    expect(client.holes).toEqual([]);
  });

  it('say that a ticket is gone to whoever may no longer see it, and show it whole to whoever may only now', async () => {
    const rui = await gateway.seed.agent('rui@example.com', 'agent', [support]);
    const [losing, gaining] = [await connect(), await connect(rui)];
    const [moved] = await gateway.seed.events({
      audienceBefore: onlyDepartment(sales),
      audienceAfter: onlyDepartment(support),
    });
    await eventually(() => {
      expect(losing.items).toMatchObject([{ type: 'ticket.removed', data: { id: moved?.ticketId } }]);
      expect(gaining.items).toMatchObject([{ type: 'ticket.updated', data: moved?.data }]);
    });
  });
});

describe('resuming', () => {
  it('brings exactly what was missed, and goes on live', async () => {
    const before = await connect();
    const lastApplied = before.applied ?? 0;
    before.socket.disconnect();
    const missed = await gateway.seed.events(...range(1, 25).map(() => ({})));
    const client = await connect();
    Object.assign(client, { applied: lastApplied });
    const live = await gateway.seed.events({});
    await gateway.publish(live);
    expect(await client.resume(lastApplied)).toMatchObject({ from: lastApplied });
    const expected = [...missed, ...live].map(({ seq }) => seq);
    await eventually(() => expect(client.seqs).toEqual(expected));
    await gateway.publish(await gateway.seed.events({}));
    await eventually(() => expect(client.seqs).toHaveLength(27));
  });

  it('goes on from what a page of REST has shown, without a race', async () => {
    const client = await connect();
    const response = await gateway.fetch(ana, '/api/v1/tickets');
    const [seq, epoch] = [Number(response.headers.get('x-event-seq')), response.headers.get('x-event-epoch') ?? ''];
    const [missed] = await gateway.seed.events({});
    Object.assign(client, { applied: seq, items: [] });
    await client.resume(seq, epoch);
    await eventually(() => expect(client.seqs).toEqual([missed?.seq]));
    expect(client.resets).toEqual([]);
  });

  it('does not reset a client that is ahead of this replica but not of the database', async () => {
    const client = await connect();
    const [event] = await gateway.seed.events({});
    expect(await client.resume(event?.seq ?? 0)).toEqual({ from: event?.seq, to: event?.seq });
    expect(client.resets).toEqual([]);
  });

  it.each([
    ['ahead', () => ({ seq: 1_000_000 })],
    ['epoch', () => ({ epoch: 'another.1' })],
    ['rights', (epoch: string) => ({ epoch: epoch.replace(/\.1$/, '.0') })],
  ])('answers %s with a reset', async (reason, change) => {
    const client = await connect();
    const position = { seq: client.applied ?? 0, epoch: client.epoch, ...change(client.epoch) };
    expect(await client.resume(position.seq, position.epoch)).toMatchObject({ reset: reason });
    expect(client.resets).toEqual([reason]);
  });

  it('is served from the database where memory does not reach, and by a reset where the log does not', async () => {
    const { applied: start = 0, epoch } = await connect();
    const padding = range(1, 2_600).map(() => ({}));
    const missed = (await gateway.seed.events(...padding)).map(({ seq }) => seq);
    const fresh = await gateway.another();
    const client = new FollowingClient(await gateway.socket(ana, {}, fresh.url));
    await eventually(() => expect(client.applied).toBeDefined());
    Object.assign(client, { applied: start });
    await client.resume(start, epoch);
    await eventually(() => expect(client.seqs).toEqual(missed));
    await gateway.seed.query('DELETE FROM ticket.event_batch WHERE last_seq <= $1', [start]);
    expect(await client.resume(start - 1)).toMatchObject({ reset: 'too-old' });
    expect([client.resets, client.holes]).toEqual([['too-old'], []]);
  });
});

describe('rights', () => {
  it('that change reset the client before it gets anything under the old ones', async () => {
    const eva = await gateway.seed.agent('eva@example.com', 'agent', [sales]);
    const client = await connect(eva);
    await gateway.seed.query('DELETE FROM ticket.agent_department WHERE agent_id = $1', [eva]);
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = 2 WHERE id = $1', [eva]);
    const events = await gateway.seed.events(
      { type: 'agent.updated', data: { id: eva }, ticketId: null },
      { audienceAfter: onlyDepartment(sales), audienceBefore: null },
    );
    await gateway.publish(events);
    await eventually(() => expect(client.resets).toEqual(['rights']));
    await gateway.publish(await gateway.seed.events({}));
    await eventually(() => expect(client.items.at(-1)?.type).toBe('ticket.updated'));
    expect(client.seqs).not.toContain(events[1]?.seq);
    expect(client.epoch).toMatch(/\.2$/);
  });

  it('that end close the connection', async () => {
    const joe = await gateway.seed.agent('joe@example.com', 'agent');
    const client = await connect(joe);
    await gateway.seed.query('UPDATE ticket.agent SET active = false WHERE id = $1', [joe]);
    await gateway.publish(await gateway.seed.events({ type: 'agent.updated', data: { id: joe }, ticketId: null }));
    await eventually(() => expect(client.socket.connected).toBe(false));
    expect(client.signals.map(({ type }) => type)).toContain('session.expired');
  });

  it('that change without an event are noticed too', async () => {
    const kim = await gateway.seed.agent('kim@example.com', 'agent');
    const client = await connect(kim);
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = 5 WHERE id = $1', [kim]);
    await eventually(() => expect(client.resets).toEqual(['rights']), { timeout: 6_000 });
  });
});

describe('commands', () => {
  it('are answered with the result', async () => {
    answers.set(SendMessageRequest.type, ({ text, actorId }: SendMessageRequest) => ({ text, actorId }));
    const client = await connect();
    const message = { ticketId: uuid(), clientId: randomId(), text: 'hi' };
    const answer = await client.ask('message:send', message);
    expect(answer).toEqual({ ok: true, data: { text: 'hi', actorId: ana } });
  });

  it.each([
    ['message:send', { ticketId: 'x', clientId: 'y', text: '' }],
    ['message:send', null],
    ['message:send', 'text'],
    ['message:send', [1, 2]],
    ['message:send', { ticketId: uuid(), clientId: uuid(), text: 'x', actorId: uuid() }],
    ['ticket:read', { ticketId: uuid(), readUpTo: 'yesterday' }],
    ['resume', { epoch: 1, seq: 'a' }],
    ['resume', { epoch: 'x', seq: -1 }],
    ['typing', { ticketId: uuid(), typing: 'yes' }],
    ['ticket:open', {}],
  ])('%s with %j are answered as not valid', async (event, payload) => {
    const client = await connect();
    expect(await client.ask(event, payload)).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    expect(client.socket.connected).toBe(true);
  });

  it('about a ticket out of sight are refused', async () => {
    const ticket = await gateway.seed.ticket(support);
    const client = await connect();
    expect(await client.ask('ticket:open', { ticketId: ticket.id })).toMatchObject({
      ok: false,
      error: { code: 'ticket.not-found' },
    });
  });
});

/** Without who comes and goes. */
const heard = ({ signals }: FollowingClient) => signals.filter(({ type }) => type !== 'agents.presence');

describe('signals', () => {
  it('of typing and viewing reach whoever may see the ticket, and nobody else', async () => {
    const ticket = await gateway.seed.ticket(sales);
    const tom = await gateway.seed.agent('tom@example.com', 'agent', [support]);
    const [writer, colleague, other] = [await connect(), await connect(), await connect(tom)];
    expect(await writer.ask('ticket:open', { ticketId: ticket.id })).toEqual({ ok: true, data: null });
    await writer.ask('typing', { ticketId: ticket.id, typing: true });
    const agent = { id: ana, name: 'ana@example.com' };
    await eventually(() => {
      expect(heard(colleague)).toEqual([
        { type: 'agent.viewing', data: { ticketId: ticket.id, agent, viewing: true } },
        { type: 'agent.typing', data: { ticketId: ticket.id, agent, typing: true } },
      ]);
    });
    writer.socket.disconnect();
    await eventually(() => expect(heard(colleague).at(-1)?.data).toMatchObject({ viewing: false }));
    expect(heard(other)).toEqual([]);
  });

  it('of other replicas count in the totals', async () => {
    const stats = {
      replicaId: 'another',
      connections: 1_000,
      startedAt: '2026-11-25T12:00:00Z',
      openTickets: { t1: 2 },
    };
    gateway.publisher.broadcast({
      exchange: exchanges.signals,
      routingKey: '',
      type: 'signal.v1',
      messageId: uuid(),
      content: { type: 'gateway.stats', data: stats },
    });
    await eventually(async () => {
      const totals = (await (await gateway.fetch(undefined, '/webhook/ws-stats')).json()) as Record<string, unknown>;
      expect(totals['totalConnections']).toBeGreaterThanOrEqual(1_000);
      expect(totals['connectionsByTicket']).toEqual({ t1: 2 });
    });
  });
});
