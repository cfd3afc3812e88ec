import type { Role } from '@bkcrm/contracts';
import { grantablePermissions, reachOf } from '@bkcrm/permissions';
import type { Permission, Rights } from '@bkcrm/permissions';
import { eventually } from '@bkcrm/testing';
import { v4 as randomId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOfMessage, payloads, withoutTicket } from './command-payloads.js';
import type { Things } from './command-payloads.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { commandsOf, routesOf } from './handlers.js';
import { startRealTicket } from './real-ticket.js';

const gateway = withGateway({}, startRealTicket);

/** Who may ask: a person by role, a program by what its token was given, or nobody. */
const callers = ['administrator', 'supervisor', 'agent', 'integration', 'powerless integration', 'nobody'] as const;
type Caller = (typeof callers)[number];
const sides = ['own', 'foreign'] as const;
type Side = (typeof sides)[number];

const rights: Record<Exclude<Caller, 'nobody'>, Rights> = {
  administrator: { role: 'administrator' },
  supervisor: { role: 'supervisor' },
  agent: { role: 'agent' },
  integration: { role: 'integration', permissions: grantablePermissions },
  'powerless integration': { role: 'integration', permissions: [] },
};

const departments: Record<Side, string> = { own: '', foreign: '' };
const things = {} as Record<Side, Things>;
const tokens = {} as Record<Caller, string | undefined>;
const people = {} as Record<string, string>;
/** An administrator besides, whose session no test ends. */
let boss: string;

beforeAll(async () => {
  for (const side of sides) {
    departments[side] = await gateway.seed.department(side);
    const ticket = await gateway.seed.ticket(departments[side]);
    const attachmentId = await gateway.seed.attachment(ticket.messageId, 'media/none', 'image/png', 'x.png');
    things[side] = { ticketId: ticket.id, messageId: ticket.messageId, attachmentId, departmentId: departments[side] };
  }
  boss = await gateway.seed.agent('boss@example.com', 'administrator');
  for (const role of ['administrator', 'supervisor', 'agent'] as Role[])
    people[role] = await gateway.seed.agent(`${role}@example.com`, role, [departments.own]);
  tokens['integration'] = await issue([...grantablePermissions]);
  tokens['powerless integration'] = await issue([]);
});
afterAll(() => gateway.disconnectAll());

async function issue(permissions: Permission[], departmentIds: string[] | null = [departments.own]): Promise<string> {
  const json = { name: 'A program', permissions, departmentIds };
  const response = await gateway.fetch(boss, '/api/v1/api-tokens', { json });
  expect(response.status).toBe(201);
  return ((await response.json()) as { token: string }).token;
}

async function tokenOf(caller: Caller): Promise<string | undefined> {
  const person = people[caller];
  return person === undefined ? tokens[caller] : gateway.freshTokenOf(person);
}

/** Calls that are about one ticket: what they need to get through. Every route of such a permission must stand here. */
const about: Record<string, (of: Things) => { path?: Record<string, string>; json?: unknown; conflicts?: boolean }> = {
  'GET /api/v1/tickets/:id': ({ ticketId }) => ({ path: { id: ticketId } }),
  'PATCH /api/v1/tickets/:id': ({ ticketId }) => ({ path: { id: ticketId }, json: {} }),
  'POST /api/v1/tickets/:id/read': ({ ticketId }) => ({
    path: { id: ticketId },
    json: { readUpTo: new Date().toISOString() },
  }),
  'GET /api/v1/tickets/:id/messages': ({ ticketId }) => ({ path: { id: ticketId } }),
  'POST /api/v1/tickets/:id/messages': ({ ticketId }) => ({ path: { id: ticketId }, json: { text: 'hi' } }),
};

for (const [route, json] of Object.entries({
  'PATCH /:messageId': { text: 'changed' },
  'DELETE /:messageId': {},
  'PUT /:messageId/reaction': { emoji: '👍' },
  'POST /:messageId/cancel': {},
  'POST /:messageId/resolve': { outcome: 'arrived' },
  'POST /:messageId/send-again': {},
})) {
  const [method, rest = ''] = route.split(' ');
  // The message is a customer's: some of this cannot be done with it, which is found out after the rights.
  about[`${method} /api/v1/tickets/:id/messages${rest}`] = ({ ticketId, messageId }) => ({
    path: { id: ticketId, messageId },
    json,
    conflicts: true,
  });
}

/** Those that answer lists, or of which a test elsewhere says whom they answer what. */
const notAboutOne = new Set([
  'GET /api/v1/tickets',
  'GET /api/v1/events',
  // See search.integration.spec.ts.
  'GET /api/v1/search',
  // Answers alike for what is not stored and what may not be seen: see rest.integration.spec.ts.
  'GET /api/v1/attachments/:id',
  'GET /api/v1/attachments/:id/thumbnail',
  'POST /api/v1/attachments/:id/fetch',
  // A file that belongs to no ticket yet.
  'POST /api/v1/attachments',
]);

const isAboutTickets = (permission: string): boolean => /^(tickets|messages)\./.test(permission);

async function call(route: string, caller: Caller, side: Side): Promise<{ status: number; code: unknown }> {
  const [method = '', template = ''] = route.split(' ');
  const { path = {}, json = {} } = about[route]?.(things[side]) ?? {};
  const address = template.replace(/:(\w+)/g, (_all, name: string) => path[name] ?? randomId());
  const token = await tokenOf(caller);
  const response = await fetch(`${gateway.gateway.url}${address}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(json) }),
  });
  const body = (await response.json().catch(() => ({}))) as { code?: unknown };
  return { status: response.status, code: body.code };
}

/** What the table of permissions says must come of it. */
function expected(caller: Caller, permission: Permission, side: Side): string {
  if (caller === 'nobody') return 'auth.invalid-token';
  const reach = reachOf(rights[caller], permission);
  if (reach === 'none') return 'actor.forbidden';
  return reach === 'own' && side === 'foreign' ? 'ticket.not-found' : 'allowed';
}

describe('every route', () => {
  it('declares what it requires', () => {
    const routes = routesOf(gateway.gateway.app);
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ requirement }) => requirement === undefined)).toEqual([]);
  });

  it('about tickets stands in the table of this test', () => {
    const known = new Set([...Object.keys(about), ...notAboutOne]);
    const missing = routesOf(gateway.gateway.app).filter(
      ({ name, requirement = '' }) => isAboutTickets(requirement) && !known.has(name),
    );
    expect(missing).toEqual([]);
  });

  it.each(callers)('lets %s do what the table of permissions says, and nothing else', async (caller) => {
    const [actual, wanted]: Record<string, string>[] = [{}, {}];
    for (const { name, requirement } of routesOf(gateway.gateway.app)) {
      if (requirement === undefined || requirement === 'nothing') continue;
      for (const side of name in about ? sides : (['own'] as const)) {
        const { status, code } = await call(name, caller, side);
        const isRefused = status === 401 || status === 403 || (code === 'ticket.not-found' && name in about);
        Object.assign(actual ?? {}, { [`${name} ${side}`]: isRefused ? code : 'allowed' });
        Object.assign(wanted ?? {}, { [`${name} ${side}`]: expected(caller, requirement, side) });
        const conflicts = about[name]?.(things[side]).conflicts === true;
        if (!isRefused && name in about) expect(status, name).toBeLessThan(conflicts ? 500 : 300);
      }
    }
    expect(actual).toEqual(wanted);
  });
});

describe('every command', () => {
  it('declares what it requires', () => {
    const commands = commandsOf(gateway.gateway.app);
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter(({ requirement }) => requirement === undefined)).toEqual([]);
  });

  it.each(callers)('lets %s do what the table of permissions says, and nothing else', async (caller) => {
    const token = await tokenOf(caller);
    const client = new FollowingClient(gateway.socketWith(token));
    if (caller === 'nobody') {
      const error = await new Promise<{ data?: unknown }>((resolve) => client.socket.on('connect_error', resolve));
      expect(error.data).toMatchObject({ code: 'auth.invalid-token' });
      return;
    }
    await eventually(() => expect(client.applied).toBeDefined());
    const [actual, wanted]: Record<string, unknown>[] = [{}, {}];
    for (const { name, requirement } of commandsOf(gateway.gateway.app)) {
      for (const side of sides) {
        const payload = name === 'authenticate' ? { token } : payloads[name]?.(things[side]);
        const { ok, error } = await client.ask(name, payload);
        Object.assign(actual ?? {}, { [`${name} ${side}`]: ok || isOfMessage(error?.code) ? 'allowed' : error?.code });
        const seen = withoutTicket.has(name) ? 'own' : side;
        Object.assign(wanted ?? {}, { [`${name} ${side}`]: expected(caller, requirement as Permission, seen) });
      }
    }
    expect(actual).toEqual(wanted);
  });
});

const as = (token: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${gateway.gateway.url}/api/v1/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });

const list = async (): Promise<{ id: string; name: string; lastUsedAt: string | null; token?: string }[]> =>
  (
    (await (await gateway.fetch(boss, '/api/v1/api-tokens')).json()) as {
      items: { id: string; name: string; lastUsedAt: string | null }[];
    }
  ).items;

describe('an API token', () => {
  it('writes in its own name, and what it wrote stands in the audit log', async () => {
    const path = `tickets/${things.own.ticketId}/messages`;
    const answer = await as(tokens['integration'] ?? '', path, { method: 'POST', body: '{"text":"from a program"}' });
    const { author } = (await answer.json()) as { author: { id: string; name: string } };
    expect(author.name).toBe('A program');
    const route = 'POST /api/v1/tickets/:id/messages';
    await eventually(async () => {
      const audit = await gateway.fetch(boss, `/api/v1/audit?actorId=${author.id}`);
      const { items } = (await audit.json()) as { items: { act: string; details: unknown }[] };
      expect(items).toContainEqual(expect.objectContaining({ act: 'integration.acted', details: { what: route } }));
    });
  });

  it('for all departments reaches all, and no colleague is assigned a program', async () => {
    const token = await issue(['tickets.read', 'tickets.update'], null);
    expect((await as(token, `tickets/${things.foreign.ticketId}`)).status).toBe(200);
    const { id } = (await (await as(token, 'me')).json()) as { id: string };
    const response = await as(token, `tickets/${things.own.ticketId}`, {
      method: 'PATCH',
      body: JSON.stringify({ assigneeId: id }),
    });
    expect(response.status).toBe(404);
    const agents = await gateway.fetch(boss, '/api/v1/agents');
    expect(await agents.text()).not.toContain(id);
  });

  it('is stored as a fingerprint, shown once, and noted when it is used', async () => {
    const token = await issue(['tickets.read']);
    expect((await as(token, 'me')).status).toBe(200);
    const stored = JSON.stringify(await gateway.seed.query('SELECT * FROM gateway.api_token'));
    expect(stored).not.toContain(token.slice(8));
    await eventually(async () => {
      const [latest] = await list();
      expect(latest).toMatchObject({ name: 'A program', lastUsedAt: expect.any(String) as string });
      expect(latest).not.toHaveProperty('token');
    });
  });

  it('that is revoked is good for nothing at once, and its sockets are closed, on every replica', async () => {
    const other = await gateway.another();
    const token = await issue(['tickets.read']);
    const [here, there] = [
      new FollowingClient(gateway.socketWith(token)),
      new FollowingClient(gateway.socketWith(token, {}, other.url)),
    ];
    await eventually(() => expect([here.applied, there.applied]).not.toContain(undefined));
    const [latest] = await list();
    const revoked = await gateway.fetch(boss, `/api/v1/api-tokens/${latest?.id}`, {
      method: 'DELETE',
    });
    expect(revoked.status).toBe(204);
    expect((await as(token, 'me')).status).toBe(401);
    await eventually(() => expect([here.socket.connected, there.socket.connected]).toEqual([false, false]));
    await gateway.stop(other);
  });

  it('that has expired, or was made up, is refused', async () => {
    const json = { name: 'Old', permissions: ['tickets.read'], departmentIds: null, expiresAt: '2020-01-01T00:00:00Z' };
    const response = await gateway.fetch(boss, '/api/v1/api-tokens', { json });
    const { token } = (await response.json()) as { token: string };
    for (const bad of [token, `${token}x`, 'bkcrm_']) expect((await as(bad, 'me')).status).toBe(401);
  });

  it('cannot be given what no token may have', async () => {
    const json = { name: 'Boss', permissions: ['agents.manage'], departmentIds: null };
    expect((await gateway.fetch(boss, '/api/v1/api-tokens', { json })).status).toBe(400);
  });
});

const change = (agentId: string, json: unknown): Promise<Response> =>
  gateway.fetch(boss, `/api/v1/agents/${agentId}`, { method: 'PATCH', json });

const sees = async (agentId: string, side: Side): Promise<boolean> =>
  (await gateway.fetch(agentId, `/api/v1/tickets/${things[side].ticketId}`)).status === 200;

describe('rights that change', () => {
  it('hold at once: departments, with a reset of open sockets', async () => {
    const id = await gateway.seed.agent('moving@example.com', 'agent', [departments.own]);
    const client = new FollowingClient(await gateway.socket(id));
    await eventually(() => expect(client.applied).toBeDefined());
    expect((await change(id, { departmentIds: [departments.foreign], name: 'Mo' })).status).toBe(200);
    await eventually(async () => expect([await sees(id, 'own'), await sees(id, 'foreign')]).toEqual([false, true]));
    await eventually(() => expect(client.resets).toEqual(['rights']));
    expect((await change(id, { name: 'Moritz' })).status).toBe(200);
    await eventually(() => expect(client.items.at(-1)?.data).toMatchObject({ id, name: 'Moritz' }));
    expect(client.resets).toEqual(['rights']);
  });

  it('hold at once: an agent who is disabled, and logs in again only with a new session', async () => {
    const id = await gateway.seed.agent('leaving@example.com', 'agent', [departments.own]);
    const token = await gateway.freshTokenOf(id);
    const client = new FollowingClient(gateway.socketWith(token));
    await eventually(() => expect(client.applied).toBeDefined());
    expect((await change(id, { active: false })).status).toBe(200);
    await eventually(() => expect(client.socket.connected).toBe(false));
    expect((await change(id, { active: true })).status).toBe(200);
    const me = await fetch(`${gateway.gateway.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(401);
  });

  it('never leave the company without an administrator, also when two go at once', async () => {
    expect((await change(people['administrator'] ?? '', { active: false })).status).toBe(200);
    for (const json of [{ active: false }, { role: 'agent' }]) {
      const response = await change(boss, json);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        409,
        'agent.last-administrator',
      ]);
    }
    const second = await gateway.seed.agent('second@example.com', 'administrator');
    const both = await Promise.all([
      gateway.fetch(second, `/api/v1/agents/${boss}`, { method: 'PATCH', json: { role: 'agent' } }),
      gateway.fetch(boss, `/api/v1/agents/${second}`, { method: 'PATCH', json: { role: 'agent' } }),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});
