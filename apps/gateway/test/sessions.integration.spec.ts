import { eventually } from '@bkcrm/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../src/create-gateway.js';
import { LiveClients } from '../src/realtime/live-clients.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';

interface Answer {
  accessToken: string;
  expiresAt: string;
  refreshToken?: string;
}

const gateway = withGateway();
const password = 'correct horse';
let other: Gateway;
let boss: string;
let count = 0;

beforeAll(async () => {
  other = await gateway.another();
  boss = await gateway.seed.agent('boss@example.com', 'administrator');
});
afterEach(() => gateway.disconnectAll());

/** Somebody new, so that no test sees another's sessions. */
async function anAgent(): Promise<{ id: string; email: string }> {
  count += 1;
  const email = `agent${count}@example.com`;
  const id = await gateway.seed.agent(email, 'agent');
  await gateway.setPassword(id, password);
  return { id, email };
}

const post = (path: string, json: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  gateway.fetch(undefined, `/api/v1/auth/${path}`, { json, headers });

const logIn = async (email: string, secret = password): Promise<Answer> =>
  (await (await post('login', { email, password: secret, refresh: 'body' })).json()) as Answer;

const refresh = async (refreshToken: string | undefined): Promise<Answer> =>
  (await (await post('refresh', { refreshToken })).json()) as Answer;

const as = (
  token: string,
  url = gateway.gateway.url,
  path = 'me',
  { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> =>
  fetch(`${url}/api/v1/${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...headers } });

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code: unknown }).code;
}

/** Acts in the audit log about somebody, the oldest first. */
async function acts(agentId: string): Promise<string[]> {
  const rows = await gateway.seed.query<{ act: string }>(
    'SELECT act FROM gateway.audit_entry WHERE subject_id = $1 ORDER BY id',
    [agentId],
  );
  return rows.map(({ act }) => act);
}

async function connect(token: string, url?: string): Promise<FollowingClient> {
  const client = new FollowingClient(gateway.socketWith(token, {}, url));
  await eventually(() => expect(client.applied).toBeDefined());
  return client;
}

/** As if the agent's sessions had last been refreshed a minute earlier. */
const aMinuteLater = (agentId: string) =>
  gateway.seed.query(
    `UPDATE gateway.session SET rotated_at = rotated_at - interval '1 minute', confirmed_at = confirmed_at - interval '1 minute' WHERE agent_id = $1`,
    [agentId],
  );

describe('refreshing', () => {
  it('gives a new token each time, and an answer that got lost once more', async () => {
    const { id, email } = await anAgent();
    const first = await logIn(email);
    const second = await refresh(first.refreshToken);
    const repeated = await refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(repeated.refreshToken).toBe(second.refreshToken);
    await aMinuteLater(id);
    const third = await refresh(second.refreshToken);
    expect(third.refreshToken).not.toBe(second.refreshToken);
    expect((await as(third.accessToken)).status).toBe(200);
  });

  it('by many at once, as tabs do, leaves all of them with the same good token', async () => {
    const { email } = await anAgent();
    const { refreshToken } = await logIn(email);
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)));
    const [token, ...others] = new Set(answers.map((answer) => answer.refreshToken));
    expect(others).toEqual([]);
    expect((await as((await refresh(token)).accessToken)).status).toBe(200);
  });

  it('by a tab with the fresh token leaves it to those whose answers come late', async () => {
    const { id, email } = await anAgent();
    const { refreshToken } = await logIn(email);
    const late = await refresh(refreshToken);
    // Between the answer and its arrival another tab, which found the same token in their storage, refreshes.
    const other = await refresh(late.refreshToken);
    expect((await as(other.accessToken)).status).toBe(200);
    await aMinuteLater(id);
    expect((await as((await refresh(late.refreshToken)).accessToken)).status).toBe(200);
  });

  it('with a token that was replaced ends the whole session, and its access tokens', async () => {
    const { id, email } = await anAgent();
    const stolen = await logIn(email);
    const second = await refresh(stolen.refreshToken);
    await aMinuteLater(id);
    const third = await refresh(second.refreshToken);
    const client = await connect(third.accessToken, other.url);
    expect(await codeOf(await post('refresh', { refreshToken: stolen.refreshToken }))).toBe(
      'auth.invalid-refresh-token',
    );
    expect(await codeOf(await post('refresh', { refreshToken: third.refreshToken }))).toBe(
      'auth.invalid-refresh-token',
    );
    expect((await as(third.accessToken)).status).toBe(401);
    await eventually(() => expect(client.socket.connected).toBe(false));
    expect(await acts(id)).toEqual(['login.succeeded', 'session.refresh-reused']);
  });

  it('with a token that was made up ends nothing', async () => {
    const { email } = await anAgent();
    const { refreshToken = '' } = await logIn(email);
    const forged = Buffer.from(refreshToken, 'base64url').fill(1, 20, 24).toString('base64url');
    for (const made of [forged, 'x', undefined])
      expect(await codeOf(await post('refresh', { refreshToken: made }))).toBe('auth.invalid-refresh-token');
    expect((await refresh(refreshToken)).accessToken).toBeTypeOf('string');
  });

  it('stores no token that could be used', async () => {
    const { email } = await anAgent();
    const { refreshToken = '' } = await logIn(email);
    const stored = JSON.stringify(await gateway.seed.query('SELECT * FROM gateway.session'));
    expect(stored).not.toContain(refreshToken);
    expect(stored).not.toContain(refreshToken.slice(30, 50));
  });
});

const cookieOf = (response: Response): string => response.headers.get('set-cookie') ?? '';
const pairOf = (response: Response): string => cookieOf(response).split(';')[0] ?? '';

describe('the cookie of a browser', () => {
  it('is out of reach of scripts and other sites, and renews the session', async () => {
    const { email } = await anAgent();
    const login = await post('login', { email, password });
    expect(cookieOf(login)).toMatch(/^bkcrm-refresh=[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect(await login.json()).not.toHaveProperty('refreshToken');
    const renewed = await post('refresh', {}, { cookie: pairOf(login) });
    expect(renewed.status).toBe(200);
    expect(pairOf(renewed)).not.toBe(pairOf(login));
    const foreign = await post('refresh', {}, { cookie: pairOf(renewed), origin: 'https://evil.example' });
    expect([foreign.status, await codeOf(foreign)]).toEqual([403, 'auth.foreign-origin']);
    const out = await post('logout', {}, { cookie: pairOf(renewed) });
    expect([out.status, cookieOf(out)]).toEqual([204, expect.stringContaining('Expires=Thu, 01 Jan 1970')]);
    expect((await post('refresh', {}, { cookie: pairOf(renewed) })).status).toBe(401);
  });
});

describe('over HTTPS, behind a proxy', () => {
  const behind = withGateway({ TRUSTED_PROXIES: 1 });

  it('the cookie has the name that other hosts cannot set', async () => {
    const id = await behind.seed.agent('ana@example.com', 'agent');
    await behind.setPassword(id, password);
    const login = await behind.fetch(undefined, '/api/v1/auth/login', {
      json: { email: 'ana@example.com', password },
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7, 198.51.100.9' },
    });
    expect(login.headers.get('set-cookie')).toMatch(/^__Host-bkcrm-refresh=.*; Path=\/; .*; Secure$/);
    const [session] = await behind.seed.query<{ address: string }>('SELECT address FROM gateway.session');
    expect(session?.address).toBe('198.51.100.9');
  });
});

describe('ending sessions', () => {
  it('one by one: the others go on', async () => {
    const { email } = await anAgent();
    const [phone, desk] = [await logIn(email), await logIn(email)];
    const client = await connect(phone.accessToken, other.url);
    const { items } = (await (await as(desk.accessToken, undefined, 'sessions')).json()) as {
      items: { id: string; current: boolean }[];
    };
    expect(items.map(({ current }) => current)).toEqual([true, false]);
    const gone = await as(desk.accessToken, undefined, `sessions/${items[1]?.id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    await eventually(() => expect(client.socket.connected).toBe(false));
    await eventually(async () => expect((await as(phone.accessToken, other.url)).status).toBe(401));
    expect((await as(desk.accessToken, other.url)).status).toBe(200);
    expect((await post('refresh', { refreshToken: phone.refreshToken })).status).toBe(401);
  });

  it('of somebody else is refused as if there were none', async () => {
    const [{ email }, stranger] = [await anAgent(), await anAgent()];
    const [mine, theirs] = [await logIn(email), await logIn(stranger.email)];
    const { items } = (await (await as(theirs.accessToken, undefined, 'sessions')).json()) as {
      items: { id: string }[];
    };
    const response = await as(mine.accessToken, undefined, `sessions/${items[0]?.id}`, { method: 'DELETE' });
    expect([response.status, await codeOf(response)]).toEqual([404, 'session.not-found']);
    expect((await as(theirs.accessToken)).status).toBe(200);
  });

  it('all but the one that asks', async () => {
    const { email } = await anAgent();
    const [phone, desk, laptop] = [await logIn(email), await logIn(email), await logIn(email)];
    const others = await as(desk.accessToken, undefined, 'sessions?keep=current', { method: 'DELETE' });
    expect(others.status).toBe(204);
    const statuses = [phone, desk, laptop].map(async ({ accessToken }) => (await as(accessToken)).status);
    expect(await Promise.all(statuses)).toEqual([401, 200, 401]);
    expect((await as(desk.accessToken, undefined, 'sessions?keep=all', { method: 'DELETE' })).status).toBe(400);
  });

  it('everywhere at once, on every replica', async () => {
    const { id, email } = await anAgent();
    const [phone, desk] = [await logIn(email), await logIn(email)];
    const clients = [await connect(phone.accessToken), await connect(desk.accessToken, other.url)];
    expect((await as(desk.accessToken, undefined, 'sessions', { method: 'DELETE' })).status).toBe(204);
    await eventually(() => expect(clients.map(({ socket }) => socket.connected)).toEqual([false, false]));
    for (const client of clients) expect(client.signals.map(({ type }) => type)).toContain('session.expired');
    expect(await acts(id)).toEqual(['login.succeeded', 'login.succeeded', 'session.ended']);
  });

  it('that nobody told of is noticed all the same', async () => {
    const { id, email } = await anAgent();
    const { accessToken } = await logIn(email);
    const client = await connect(accessToken);
    await gateway.seed.query('UPDATE gateway.session SET ended_at = now() WHERE agent_id = $1', [id]);
    await eventually(() => expect(client.socket.connected).toBe(false), { timeout: 10_000 });
  });
});

describe('a token that runs out on an open socket', () => {
  const soon = withGateway({ ACCESS_TOKEN_SECONDS: 3 });

  it('is announced, renewed in band without a break, and ends the connection otherwise', async () => {
    const eva = await soon.seed.agent('eva@example.com', 'agent');
    const [renewing, idle] = [new FollowingClient(await soon.socket(eva)), new FollowingClient(await soon.socket(eva))];
    await eventually(() => expect(renewing.signals.map(({ type }) => type)).toContain('session.expiring'));
    await eventually(() => expect(idle.signals.map(({ type }) => type)).toContain('session.expiring'));
    const [client] = soon.gateway.app
      .get(LiveClients)
      .all()
      .filter(({ socket }) => socket.id === renewing.socket.id);
    const before = client?.expiresAt.getTime() ?? 0;
    await eventually(async () => {
      const answer = await renewing.ask('authenticate', { token: await soon.tokenOf(eva) });
      expect(answer).toMatchObject({ ok: true });
      expect(client?.expiresAt.getTime()).toBeGreaterThan(before);
    });
    await eventually(() => expect(idle.socket.connected).toBe(false), { timeout: 20_000 });
    expect(idle.signals.map(({ type }) => type)).toContain('session.expired');
    expect(renewing.socket.connected).toBe(true);
  });

  it('is not renewed by the token of somebody else', async () => {
    const [ana, rui] = [
      await soon.seed.agent('ana@example.com', 'agent'),
      await soon.seed.agent('rui@example.com', 'agent'),
    ];
    const client = new FollowingClient(await soon.socket(ana));
    await eventually(() => expect(client.applied).toBeDefined());
    expect(await client.ask('authenticate', { token: await soon.tokenOf(rui) })).toMatchObject({
      ok: false,
      error: { code: 'auth.invalid-token' },
    });
  });
});

const reset = (token: string): Promise<Response> => post('reset-password', { token, password: 'new password' });

describe('a password', () => {
  it('that is changed ends the other sessions, not the one it is changed in', async () => {
    const { id, email } = await anAgent();
    const [phone, desk] = [await logIn(email), await logIn(email)];
    const change = (currentPassword: string): Promise<Response> =>
      as(desk.accessToken, undefined, 'auth/change-password', {
        method: 'POST',
        body: JSON.stringify({ currentPassword, newPassword: 'another horse' }),
        headers: { 'content-type': 'application/json' },
      });
    expect(await codeOf(await change('wrong'))).toBe('auth.wrong-password');
    expect((await change(password)).status).toBe(204);
    expect((await as(phone.accessToken)).status).toBe(401);
    expect((await as(desk.accessToken)).status).toBe(200);
    expect(await logIn(email)).toMatchObject({ code: 'auth.invalid-credentials' });
    expect(await logIn(email, 'another horse')).toHaveProperty('accessToken');
    expect(await acts(id)).toContain('password.changed');
  });

  it('is set once by a link from an administrator, which ends all sessions', async () => {
    const { id, email } = await anAgent();
    const { accessToken } = await logIn(email);
    const issue = async (): Promise<string> => {
      const response = await gateway.fetch(boss, `/api/v1/agents/${id}/reset-link`, { method: 'POST' });
      return ((await response.json()) as { url: string }).url.split('#token=')[1] ?? '';
    };
    const [replaced, token] = [await issue(), await issue()];
    const stored = JSON.stringify(await gateway.seed.query('SELECT * FROM gateway.password_reset'));
    expect(stored).not.toContain(token);
    expect(await codeOf(await reset(replaced))).toBe('auth.invalid-reset-token');
    const both = await Promise.all([reset(token), reset(token)]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([204, 400]));
    expect((await as(accessToken)).status).toBe(401);
    expect(await logIn(email, 'new password')).toHaveProperty('accessToken');
  });

  it('is not set by a link that is too old', async () => {
    const { id } = await anAgent();
    const response = await gateway.fetch(boss, `/api/v1/agents/${id}/reset-link`, { method: 'POST' });
    const token = ((await response.json()) as { url: string }).url.split('#token=')[1];
    await gateway.seed.query(`UPDATE gateway.password_reset SET expires_at = now() WHERE agent_id = $1`, [id]);
    expect(await codeOf(await post('reset-password', { token, password: 'new password' }))).toBe(
      'auth.invalid-reset-token',
    );
  });
});

describe('the audit log', () => {
  it('cannot be changed or emptied, not even by the gateway', async () => {
    for (const sql of [
      `UPDATE gateway.audit_entry SET act = 'x'`,
      'DELETE FROM gateway.audit_entry',
      'TRUNCATE gateway.audit_entry',
    ])
      await expect(gateway.query(sql)).rejects.toThrow('permission denied');
    const stored = JSON.stringify(await gateway.seed.query('SELECT * FROM gateway.audit_entry'));
    expect(stored).not.toContain(password);
  });
});
