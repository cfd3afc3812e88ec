import { EventEmitter, once } from 'node:events';
import type { PersonRole, TicketResource } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EventFeed } from '../src/realtime/event-feed.js';
import { KnownAgents } from '../src/auth/known-agents.js';
import { KnownSessions } from '../src/sessions/known-sessions.js';
import { expectedLog } from './expected-log.js';
import type { Viewer } from './expected-log.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { startRealTicket } from './real-ticket.js';
import { SdkFollower } from './sdk-follower.js';
import { onlyDepartment } from './seed.js';
import type { NewEvent } from './seed.js';

/** The gateway together with the ticket service, which decides about rights and transfers. */
const gateway = withGateway({}, startRealTicket);
let sales: string;
let support: string;
let boss: string;

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
  support = await gateway.seed.department('Support');
  boss = await gateway.seed.agent('boss@example.com', 'administrator');
});
afterEach(() => {
  vi.restoreAllMocks();
  gateway.disconnectAll();
});

const anAgent = (departmentIds: string[], role: PersonRole = 'agent'): Promise<string> =>
  gateway.seed.agent(`${uuid()}@example.com`, role, departmentIds);

async function change(path: string, json: unknown): Promise<void> {
  expect((await gateway.fetch(boss, `/api/v1/${path}`, { method: 'PATCH', json })).status).toBe(200);
}

async function say(ticketId: string, text: string): Promise<void> {
  expect((await gateway.fetch(boss, `/api/v1/tickets/${ticketId}/messages`, { json: { text } })).status).toBe(201);
}

const viewer = (agentId: string, departmentIds: string[], isAdministrator = false): Viewer => ({
  agentId,
  departmentIds,
  isAdministrator,
});

async function hasExactly(follower: SdkFollower, whose: Viewer): Promise<void> {
  await eventually(async () => {
    const expected = await expectedLog(gateway.seed, whose, follower.from);
    expect(follower.seqs).toEqual(expected);
  });
}

const ofTicket = ({ applied }: SdkFollower, ticketId: string) =>
  applied.filter(({ data }) => {
    const { id, ticketId: of } = data as { id: string; ticketId?: string };
    return (of ?? id) === ticketId;
  });

describe('a ticket that moves to another department in the middle of a stream', () => {
  it('is removed from those who lose it, given whole to those who gain it, and nobody hears of it a word too many', async () => {
    const { id } = await gateway.seed.ticket(sales);
    const [ana, rui] = [await anAgent([sales]), await anAgent([support], 'supervisor')];
    const losing = await SdkFollower.connect(gateway, ana);
    const gaining = await SdkFollower.connect(gateway, rui);
    const all = await SdkFollower.connect(gateway, boss);
    const talk = async (from: number): Promise<void> => {
      for (let index = from; index < from + 10; index += 1) await say(id, `message ${index}`);
    };
    const talking = talk(0);
    await eventually(() => expect(ofTicket(losing, id).length).toBeGreaterThan(5));
    await change(`tickets/${id}`, { departmentId: support });
    await talking;
    await talk(10);
    await hasExactly(losing, viewer(ana, [sales]));
    await hasExactly(gaining, viewer(rui, [support]));
    await hasExactly(all, viewer(boss, [], true));

    const [lost, gained] = [ofTicket(losing, id), ofTicket(gaining, id)];
    const moved = lost.at(-1);
    expect(moved).toMatchObject({ type: 'ticket.removed', data: { id } });
    const whole = { department: { id: support }, contact: { name: 'Mariana' } };
    expect(gained[0]).toMatchObject({ seq: moved?.seq, type: 'ticket.updated', data: whole });
    const messages = gained.filter(({ type }) => type === 'message.created');
    expect(messages.length).toBeGreaterThanOrEqual(10);
    expect(losing.client.store.getSnapshot().tickets.has(id)).toBe(false);
    expect(gaining.client.store.getSnapshot().tickets.has(id)).toBe(true);
  });

  it('stays with the one it is assigned to, until it is taken away', async () => {
    const { id } = await gateway.seed.ticket(sales);
    const ana = await anAgent([sales]);
    await change(`tickets/${id}`, { assigneeId: ana });
    const follower = await SdkFollower.connect(gateway, ana);
    await change(`tickets/${id}`, { departmentId: support });
    await say(id, 'still theirs');
    await eventually(() => expect(ofTicket(follower, id).map(({ type }) => type)).toContain('message.created'));
    await change(`tickets/${id}`, { assigneeId: null });
    await eventually(() => expect(ofTicket(follower, id).at(-1)?.type).toBe('ticket.removed'));
    await say(id, 'not for them');
    await hasExactly(follower, viewer(ana, [sales]));
  });
});

/** The tickets that a console would show. */
function shown({ client }: SdkFollower): string[] {
  return [...client.store.getSnapshot().tickets.keys()].sort();
}

describe('rights that change on an open socket', () => {
  it.each<[string, PersonRole, string[], { role?: PersonRole; departments?: string[] }, string[]]>([
    ['a department is withdrawn', 'agent', ['sales', 'support'], { departments: ['support'] }, ['support']],
    ['a department is added', 'supervisor', ['sales'], { departments: ['sales', 'support'] }, ['sales', 'support']],
    ['the role is withdrawn', 'administrator', ['sales'], { role: 'agent' }, ['sales']],
    ['the role is raised', 'agent', [], { role: 'administrator' }, ['sales', 'support']],
  ])('when %s, everything is loaded afresh under the new ones', async (_what, role, before, to, after) => {
    const departments: Record<string, string> = { sales, support };
    const idsOf = (names: string[]): string[] => names.map((name) => departments[name] ?? '');
    const tickets = { sales: (await gateway.seed.ticket(sales)).id, support: (await gateway.seed.ticket(support)).id };
    const mine = new Set(Object.values(tickets));
    const agentId = await anAgent(idsOf(before), role);
    const follower = await SdkFollower.connect(gateway, agentId);
    follower.client.openList({});
    const isAdministrator = (to.role ?? role) === 'administrator';
    const ofThese = (): string[] => shown(follower).filter((id) => mine.has(id));
    const had = role === 'administrator' ? ['sales', 'support'] : before;
    const idsIn = (names: string[]): string[] => names.map((name) => tickets[name as 'sales']).sort();
    await eventually(() => expect(ofThese()).toEqual(idsIn(had)));

    const departmentIds = to.departments === undefined ? undefined : idsOf(to.departments);
    await change(`agents/${agentId}`, { role: to.role, departmentIds });
    for (const ticketId of mine) await say(ticketId, 'after the change');
    await eventually(() => expect(ofThese()).toEqual(idsIn(after)));
    await hasExactly(follower, viewer(agentId, departmentIds ?? idsOf(before), isAdministrator));
    expect(follower.loads).toBe(2);
  });

  it('hold for what waits to be put into the next frame, and until it is known what they are now', async () => {
    const [agentId, colleagueId] = [await anAgent([sales]), await anAgent([sales])];
    const client = new FollowingClient(await gateway.socket(agentId));
    const colleague = new FollowingClient(await gateway.socket(colleagueId));
    await eventually(() => expect([client.applied, colleague.applied]).not.toContain(undefined));
    const feed = gateway.gateway.app.get(EventFeed);
    const hear = async (event: NewEvent): Promise<() => number> => {
      const batch = { epoch: await gateway.seed.databaseEpoch(), events: await gateway.seed.events(event) };
      return () => (feed.accept(batch), batch.events[0]?.seq ?? 0);
    };
    const theirs = { audienceAfter: onlyDepartment(sales) };
    const [first, second] = [await hear(theirs), await hear(theirs)];
    await gateway.seed.query('DELETE FROM ticket.agent_department WHERE agent_id = $1', [agentId]);
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = 2 WHERE id = $1', [agentId]);
    const withdrawn = await hear({ type: 'agent.updated', data: { id: agentId }, ticketId: null });
    const release = holdReadsOfAgents();
    // One turn of the event loop: the second event waits for its frame when the change is heard of.
    const [seen, waiting] = [first(), second(), withdrawn()];
    const [later] = await gateway.seed.events(theirs);
    await eventually(() => expect(colleague.seqs).toEqual(expect.arrayContaining([seen, waiting, later?.seq])));
    expect([client.seqs, client.resets]).toEqual([[seen], []]);
    release();
    await eventually(() => expect(client.resets).toEqual(['rights']));
    const [forAll] = await gateway.seed.events({});
    await eventually(() => expect(client.seqs).toEqual([seen, forAll?.seq]));
  });
});

/** The gateway's database answers nothing about agents until it is released. */
function holdReadsOfAgents(): () => void {
  const database = gateway.gateway.app.get(Database);
  const query = database.query.bind(database);
  const door = new EventEmitter();
  const held = vi.spyOn(database, 'query').mockImplementation(async (sql, parameters) => {
    if (/FROM ticket\.agent a/.test(sql)) await once(door, 'open');
    return query(sql, parameters);
  });
  return () => {
    held.mockRestore();
    door.emit('open');
  };
}

describe('rights that changed while a client was away', () => {
  it.each([
    ['withdrawn', [] as string[], []],
    ['widened', ['sales', 'support'], ['sales', 'support']],
  ])('and were %s make it load afresh', async (_what, next, visible) => {
    const ids: Record<string, string> = { sales, support };
    const tickets = { sales: (await gateway.seed.ticket(sales)).id, support: (await gateway.seed.ticket(support)).id };
    const agentId = await anAgent([sales]);
    const before = new FollowingClient(await gateway.socket(agentId));
    await eventually(() => expect(before.applied).toBeDefined());
    before.socket.disconnect();
    await change(`agents/${agentId}`, { departmentIds: next.map((name) => ids[name]) });
    for (const ticketId of Object.values(tickets)) await say(ticketId, 'while away');
    const back = new FollowingClient(await gateway.socket(agentId));
    await eventually(() => expect(back.applied).toBeDefined());
    expect(await back.resume(before.applied ?? 0, before.epoch)).toMatchObject({ reset: 'rights' });
    const snapshot = await gateway.fetch(agentId, '/api/v1/tickets');
    const { items } = (await snapshot.json()) as { items: TicketResource[] };
    const found = Object.entries(tickets).filter(([, id]) => items.some((ticket) => ticket.id === id));
    expect(found.map(([name]) => name)).toEqual(visible);
    expect([snapshot.headers.get('x-event-epoch'), back.seqs]).toEqual([back.epoch, []]);
  });

  it('hold for what is read, also before this replica has heard of the change', async () => {
    const { id } = await gateway.seed.ticket(sales);
    const agentId = await anAgent([sales], 'administrator');
    expect((await gateway.fetch(agentId, `/api/v1/tickets/${id}`)).status).toBe(200);
    expect((await gateway.fetch(agentId, '/api/v1/audit')).status).toBe(200);
    await gateway.seed.query(`UPDATE ticket.agent SET role = 'agent', rights_version = 2 WHERE id = $1`, [agentId]);
    await gateway.seed.query('DELETE FROM ticket.agent_department WHERE agent_id = $1', [agentId]);
    expect((await gateway.fetch(agentId, '/api/v1/audit')).status).toBe(403);
    expect((await gateway.fetch(agentId, `/api/v1/tickets/${id}`)).status).toBe(404);
  });
});

describe('an agent who is disabled', () => {
  it('gets not one byte more in the middle of a stream, and is not let in again', async () => {
    const { id } = await gateway.seed.ticket(sales);
    const [leaving, staying] = [await anAgent([sales]), await anAgent([sales])];
    const [client, other] = [
      new FollowingClient(await gateway.socket(leaving)),
      await SdkFollower.connect(gateway, staying),
    ];
    await eventually(() => expect(client.applied).toBeDefined());
    const received: string[] = [];
    client.socket.onAny((event: string, { type = '' }: { type?: string }) => received.push(`${event} ${type}`.trim()));
    const over = new AbortController();
    const talking = (async () => {
      for (let index = 0; !over.signal.aborted; index += 1) await say(id, `message ${index}`);
    })();
    await eventually(() => expect(client.seqs.length).toBeGreaterThan(4));
    await change(`agents/${leaving}`, { active: false });
    const [disabled] = await gateway.seed.query<{ seq: number }>(
      `SELECT max(b.last_seq - b.size + e.ordinal)::int AS seq FROM ticket.event e JOIN ticket.event_batch b ON b.id = e.batch_id
       WHERE e.type = 'agent.updated' AND e.data->>'id' = $1`,
      [leaving],
    );
    await eventually(() => expect(client.socket.connected).toBe(false));
    over.abort();
    await talking;
    await hasExactly(other, viewer(staying, [sales]));
    expect(other.seqs.at(-1)).toBeGreaterThan(disabled?.seq ?? 0);
    expect(client.seqs.filter((seq) => seq > (disabled?.seq ?? 0))).toEqual([]);
    expect(received.slice(received.indexOf('signal session.expired') + 1)).toEqual([]);
    const again = gateway.socketWith(await gateway.freshTokenOf(leaving));
    const error = await new Promise<Error & { data?: unknown }>((resolve) => again.on('connect_error', resolve));
    expect(error.data).toMatchObject({ code: 'auth.invalid-token' });
  });

  it('between the check of the token and the first frame gets nothing either', async () => {
    const agentId = await anAgent([sales]);
    const token = await gateway.freshTokenOf(agentId);
    const sessions = gateway.gateway.app.get(KnownSessions);
    const isOpen = sessions.isOpen.bind(sessions);
    const knew = vi.spyOn(gateway.gateway.app.get(KnownAgents), 'getActive');
    const forget = vi.spyOn(gateway.gateway.app.get(KnownAgents), 'forget');
    const door = new EventEmitter();
    vi.spyOn(sessions, 'isOpen').mockImplementationOnce(async (id) => {
      await once(door, 'open');
      return isOpen(id);
    });
    const client = new FollowingClient(gateway.socketWith(token));
    await eventually(() =>
      expect(knew.mock.settledResults).toContainEqual(expect.objectContaining({ type: 'fulfilled' })),
    );
    await gateway.seed.query('UPDATE ticket.agent SET active = false, rights_version = 2 WHERE id = $1', [agentId]);
    await gateway.publish(await gateway.seed.events({ type: 'agent.updated', data: { id: agentId }, ticketId: null }));
    await eventually(() => expect(forget).toHaveBeenCalledWith(agentId));
    const connected = new Promise((resolve) => client.socket.on('connect', () => resolve(true)));
    door.emit('open');
    await connected;
    await gateway.publish(await gateway.seed.events({ audienceAfter: onlyDepartment(sales) }));
    await eventually(() => expect(client.socket.connected).toBe(false));
    expect(client.seqs).toEqual([]);
  });
});
