import { Clock } from '@bkcrm/observability';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { metrics } from '../src/metrics.js';
import { LiveClients } from '../src/realtime/live-clients.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { SdkFollower } from './sdk-follower.js';

/** So little comes back that no bucket fills up while a test runs. */
const gateway = withGateway({
  RATE_LIMIT_PER_SECOND: 0.01,
  RATE_LIMIT_BURST: 20,
  ADDRESS_RATE_LIMIT_PER_SECOND: 0.01,
  ADDRESS_RATE_LIMIT_BURST: 200,
  TRUSTED_PROXIES: 1,
});
let count = 0;

beforeAll(() => gateway.seed.department('Sales'));
afterEach(() => gateway.disconnectAll());

/** A new agent, calling from an address of their own. */
async function aCaller() {
  count += 1;
  const id = await gateway.seed.agent(`agent${count}@example.com`, 'agent');
  const from = { 'x-forwarded-for': `203.0.113.${count}` };
  const call = (path = '/api/v1/me'): Promise<Response> => gateway.fetch(id, path, { headers: from });
  return { id, from, call };
}

const times = <T>(number: number, action: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: number }, action));
const statuses = (responses: Response[], status: number): number =>
  responses.filter((response) => response.status === status).length;

describe('calls', () => {
  it('of one agent: a burst gets through, the rest is refused with when to come again', async () => {
    const { call } = await aCaller();
    const first = await call();
    expect(first.headers.get('ratelimit-policy')).toBe('"agent";q=20;w=2000');
    expect(first.headers.get('ratelimit')).toBe('"agent";r=19;t=100');
    const responses = await times(30, call);
    expect([statuses(responses, 200), statuses(responses, 429)]).toEqual([19, 11]);
    const refused = responses.find(({ status }) => status === 429);
    expect(await refused?.json()).toMatchObject({ code: 'rate.limited', status: 429 });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(90);
    expect(refused?.headers.get('ratelimit')).toMatch(/^"agent";r=0;t=\d+$/);
  });

  it('of one agent take nothing from another', async () => {
    const [busy, quiet] = [await aCaller(), await aCaller()];
    await times(30, busy.call);
    expect((await quiet.call()).status).toBe(200);
  });

  it('of one address are limited before anything is done for them, and no other address', async () => {
    const { from } = await aCaller();
    const guess = (): Promise<Response> =>
      gateway.fetch(undefined, '/api/v1/auth/refresh', { json: { refreshToken: 'x' }, headers: from });
    const responses = await times(210, guess);
    expect([statuses(responses, 401), statuses(responses, 429)]).toEqual([200, 10]);
    expect((await (await aCaller()).call()).status).toBe(200);
  });

  it('that ask for health or the console are not limited', async () => {
    const { from } = await aCaller();
    const responses = await times(210, () => gateway.fetch(undefined, '/webhook/health', { headers: from }));
    expect(statuses(responses, 200)).toBe(210);
  });
});

const connect = async (id: string, from: Record<string, string>): Promise<FollowingClient> => {
  const client = new FollowingClient(await gateway.socket(id, { extraHeaders: from }));
  await eventually(() => expect(client.applied).toBeDefined());
  return client;
};

describe('sockets', () => {
  it('send a burst of commands, and are told when to send the next', async () => {
    const { id, from } = await aCaller();
    const client = await connect(id, from);
    const answers = await times(30, () => client.ask('ticket:close', { ticketId: uuid() }));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    const refused = answers.find(({ ok }) => !ok);
    expect(refused?.error).toMatchObject({ code: 'rate.limited', retryAfterMs: expect.any(Number) as number });
    expect(client.socket.connected).toBe(true);
  });

  it('of one agent share what the agent has', async () => {
    const { id, from } = await aCaller();
    const clients = [await connect(id, from), await connect(id, from)];
    const answers = await Promise.all(
      clients.map((client) => times(15, () => client.ask('ticket:close', { ticketId: uuid() }))),
    );
    expect(answers.flat().filter(({ ok }) => ok)).toHaveLength(20);
  });

  it('of one address may be opened so often', async () => {
    const { id, from } = await aCaller();
    const token = await gateway.tokenOf(id);
    const outcomes = await times(205, async () => {
      const socket = gateway.socketWith(token, { extraHeaders: from });
      return new Promise<unknown>((resolve) => {
        socket.on('connect', () => resolve('connected'));
        socket.on('connect_error', (error: Error & { data?: { code?: string } }) => resolve(error.data?.code));
      });
    });
    expect(outcomes.filter((outcome) => outcome === 'connected')).toHaveLength(200);
    expect(outcomes.filter((outcome) => outcome === 'rate.limited')).toHaveLength(5);
  });
});

describe('more clients at once than a replica lets in', () => {
  const crowded = withGateway({ HANDSHAKES_PER_SECOND: 5 });

  it('are all there after a while, and ask nothing else meanwhile', async () => {
    const agentId = await crowded.seed.agent('ana@example.com', 'agent');
    const refusedBefore = await refusals();
    // While time stands still, none is let in after the first five.
    const now = new Date();
    const clock = vi.spyOn(crowded.gateway.app.get(Clock), 'now').mockImplementation(() => now);
    const connecting = Promise.all(Array.from({ length: 8 }, () => SdkFollower.connect(crowded, agentId)));
    await eventually(async () => expect((await refusals()) - refusedBefore).toBeGreaterThanOrEqual(3));
    expect(crowded.gateway.app.get(LiveClients).count).toBeLessThanOrEqual(5);
    clock.mockRestore();
    const called = (await connecting).flatMap((follower) => follower.called);
    expect(called.filter((address) => address.endsWith('/me'))).toEqual([]);
    crowded.disconnectAll();
  });
});

async function refusals(): Promise<number> {
  const { values } = await metrics.limited.get();
  return values.find(({ labels }) => labels['scope'] === 'replica')?.value ?? 0;
}
