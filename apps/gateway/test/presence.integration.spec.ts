import type { AgentPresence, PresenceNews } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Gateway } from '../src/create-gateway.js';
import { OwnStats } from '../src/realtime/own-stats.js';
import { EventFeed } from '../src/realtime/event-feed.js';
import { SocketPort } from '../src/realtime/socket-port.js';
import { Viewers } from '../src/realtime/viewers.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { startRealTicket } from './real-ticket.js';

const gateway = withGateway({ PRESENCE_GRACE_SECONDS: 6 }, startRealTicket);
let other: Gateway;
let [ana, bia, sales] = ['', '', ''];

beforeAll(async () => {
  other = await gateway.another();
  sales = await gateway.seed.department('Sales');
  ana = await gateway.seed.agent('ana@example.com', 'agent', [sales]);
  bia = await gateway.seed.agent('bia@example.com', 'agent', [sales]);
});
afterEach(async () => {
  gateway.disconnectAll();
  await eventually(async () => expect(await present()).toEqual({}));
});

async function connect(agentId: string, url = gateway.gateway.url, auth: object = {}): Promise<FollowingClient> {
  const socket: Socket = await gateway.socket(
    agentId,
    { auth: { token: await gateway.tokenOf(agentId), ...auth } },
    url,
  );
  const client = new FollowingClient(socket);
  await eventually(() => expect(client.heads).not.toEqual([]));
  return client;
}

/** As a network would, without a word. */
const breakOff = ({ socket }: FollowingClient): unknown => socket.io.engine.close();

/** All that a client was told of an agent's presence, one after the other. */
const told = ({ signals }: FollowingClient, agentId: string): AgentPresence[] =>
  signals
    .filter(({ type }) => type === 'agents.presence')
    .flatMap(({ data }) => (data as PresenceNews).agents)
    .filter((news) => news.agentId === agentId)
    .map(({ presence }) => presence);

async function list(url = gateway.gateway.url): Promise<Record<string, AgentPresence>> {
  const headers = { authorization: `Bearer ${await gateway.tokenOf(bia)}` };
  const answer = await fetch(`${url}/api/v1/agents/presence`, { headers });
  const { items } = (await answer.json()) as { items: PresenceNews['agents'] };
  return Object.fromEntries(items.map(({ agentId, presence }) => [agentId, presence]));
}

/** Whom a replica counts among its own. */
const here = ({ app }: Gateway): string[] => Object.keys(app.get(OwnStats).current.agents ?? {});

async function present(url?: string): Promise<Record<string, AgentPresence>> {
  return Object.fromEntries(Object.entries(await list(url)).filter(([, presence]) => presence !== 'offline'));
}

describe('the presence of agents', () => {
  it('is the same at every replica, and whoever connects is told of everybody', async () => {
    const watcher = await connect(bia, other.url);
    await connect(ana);
    await eventually(() => expect(told(watcher, ana)).toEqual(['online']));
    for (const url of [gateway.gateway.url, other.url])
      await eventually(async () => expect(await list(url)).toEqual({ [ana]: 'online', [bia]: 'online' }));
    const late = await connect(bia);
    await eventually(() => {
      const [first] = late.signals.filter(({ type }) => type === 'agents.presence');
      expect(first?.data).toMatchObject({ complete: true });
      expect(told(late, ana)).toEqual(['online']);
    });
  });

  it('is away when none of the windows is in use, at whatever replica they are', async () => {
    const watcher = await connect(bia);
    const [one, two] = [await connect(ana), await connect(ana, other.url)];
    await eventually(() => expect(told(watcher, ana)).toEqual(['online']));
    expect(await one.ask('presence', { active: false })).toEqual({ ok: true, data: null });
    await two.ask('presence', { active: false });
    await eventually(() => expect(told(watcher, ana)).toEqual(['online', 'away']));
    await two.ask('presence', { active: true });
    await eventually(() => expect(told(watcher, ana)).toEqual(['online', 'away', 'online']));
  });

  it('survives a page that is loaded again, also at another replica, as it was', async () => {
    const watcher = await connect(bia);
    const idle = await connect(ana, gateway.gateway.url, { active: false });
    await eventually(() => expect(told(watcher, ana)).toEqual(['away']));
    breakOff(idle);
    const again = await connect(ana, other.url, { active: false });
    // The grace of the first replica is over by the time the picture changes next.
    await eventually(() => expect(here(gateway.gateway)).not.toContain(ana));
    await again.ask('presence', { active: true });
    await eventually(() => expect(told(watcher, ana)).toEqual(['away', 'online']));
  });

  it('ends some time after the last connection broke, and at once with a logout', async () => {
    const watcher = await connect(bia);
    const broken = await connect(ana);
    await eventually(() => expect(told(watcher, ana)).toEqual(['online']));
    breakOff(broken);
    await eventually(() => expect(told(watcher, ana)).toEqual(['online', 'offline']));
    const leaving = await connect(ana);
    await eventually(() => expect(told(watcher, ana)).toEqual(['online', 'offline', 'online']));
    leaving.socket.disconnect();
    await eventually(() => expect(here(gateway.gateway)).not.toContain(ana));
    await eventually(() => expect(told(watcher, ana).at(-1)).toBe('offline'));
  });

  it('is what the agent chose, on every device and after coming back, until they choose otherwise', async () => {
    const watcher = await connect(bia);
    const first = await connect(ana);
    await eventually(() => expect(told(watcher, ana)).toEqual(['online']));
    const choose = async (away: boolean): Promise<number> => {
      const init = { method: 'PUT', json: { away } };
      return (await gateway.fetch(ana, '/api/v1/me/presence', init)).status;
    };
    expect(await choose(true)).toBe(204);
    await eventually(() => expect(told(watcher, ana)).toEqual(['online', 'away']));
    first.socket.disconnect();
    await eventually(() => expect(told(watcher, ana).at(-1)).toBe('offline'));
    await connect(ana, other.url);
    await eventually(() => expect(told(watcher, ana).at(-1)).toBe('away'));
    await choose(false);
    await eventually(() => expect(told(watcher, ana).at(-1)).toBe('online'));
    expect(told(watcher, ana)).toEqual(['online', 'away', 'offline', 'away', 'online']);
  });

  it('is encoded once for all who hear the same', async () => {
    const send = vi.spyOn(SocketPort.prototype, 'sendShared');
    /** How many texts were made of what several were told. */
    const encoded = (part: string): number => {
      const texts = send.mock.calls.map(([, text]) => text).filter(({ json }) => json.includes(part));
      expect(texts.length).toBeGreaterThan(1);
      return new Set(texts).size;
    };
    const watcher = await connect(bia);
    await eventually(async () => expect(await present()).toEqual({ [bia]: 'online' }));
    send.mockClear();
    for (let window = 0; window < 3; window += 1) await connect(bia);
    expect(encoded('"complete":true')).toBe(1);
    await connect(ana);
    await eventually(() => expect(told(watcher, ana)).toEqual(['online']));
    expect(encoded('"complete":false')).toBe(1);
    const late = await connect(bia);
    await eventually(() => expect(told(late, ana)).toEqual(['online']));
    send.mockRestore();
  });

  it('is told to nobody who may not know the agents, and programs have none', async () => {
    const admin = await gateway.seed.agent('root@example.com', 'administrator');
    const issue = async (permissions: string[]): Promise<string> => {
      const json = { name: 'program', permissions, departmentIds: null };
      const answer = await gateway.fetch(admin, '/api/v1/api-tokens', { json });
      return ((await answer.json()) as { token: string }).token;
    };
    const follow = async (permissions: string[]): Promise<FollowingClient> => {
      const client = new FollowingClient(gateway.socketWith(await issue(permissions)));
      await eventually(() => expect(client.heads).not.toEqual([]));
      return client;
    };
    const [blind, knowing] = [await follow(['tickets.read']), await follow(['tickets.read', 'agents.read'])];
    await connect(ana);
    await eventually(() => expect(told(knowing, ana)).toEqual(['online']));
    expect(await blind.ask('presence', { active: false })).toMatchObject({ error: { code: 'actor.forbidden' } });
    expect(blind.signals).toEqual([]);
    expect(await present()).toEqual({ [ana]: 'online' });
  });
});

const seen = ({ signals }: FollowingClient): unknown[] =>
  signals
    .filter(({ type }) => type === 'agent.viewing' || type === 'agent.typing')
    .map(({ data }) => Object.entries(data as object).find(([name]) => name === 'viewing' || name === 'typing'));

describe('who looks at a ticket', () => {
  it('is told across replicas, to who came before and to who comes after', async () => {
    const ticket = await gateway.seed.ticket(sales);
    const [first, second] = [await connect(ana), await connect(bia, other.url)];
    await first.ask('ticket:open', { ticketId: ticket.id });
    await second.ask('ticket:open', { ticketId: ticket.id });
    const agent = { id: ana, name: 'ana@example.com' };
    await eventually(() =>
      expect(second.signals).toContainEqual({
        type: 'agent.viewing',
        data: { ticketId: ticket.id, agent, viewing: true },
      }),
    );
    await first.ask('typing', { ticketId: ticket.id, typing: true });
    await eventually(() =>
      expect(second.signals).toContainEqual({
        type: 'agent.typing',
        data: { ticketId: ticket.id, agent, typing: true },
      }),
    );
    await second.ask('ticket:close', { ticketId: ticket.id });
    await eventually(() =>
      expect(first.signals.at(-1)?.data).toEqual({
        ticketId: ticket.id,
        agent: { id: bia, name: 'bia@example.com' },
        viewing: false,
      }),
    );
  });

  it('is who has it open in any window', async () => {
    const ticket = await gateway.seed.ticket(sales);
    const watcher = await connect(bia);
    const windows = [await connect(ana), await connect(ana), await connect(ana, other.url)];
    for (const window of windows) await window.ask('ticket:open', { ticketId: ticket.id });
    await eventually(() => expect(seen(watcher)).toHaveLength(3));
    await windows[0]?.ask('ticket:close', { ticketId: ticket.id });
    await windows[1]?.ask('ticket:close', { ticketId: ticket.id });
    // The other replica contradicts what the last window of this one said.
    await eventually(() =>
      expect(seen(watcher).slice(3)).toEqual([
        ['viewing', false],
        ['viewing', true],
      ]),
    );
    await windows[2]?.ask('ticket:close', { ticketId: ticket.id });
    await eventually(() => expect(seen(watcher).at(-1)).toEqual(['viewing', false]));
  });

  it('is told again from time to time, to those who may see the ticket by then', async () => {
    const ticket = await gateway.seed.ticket(sales);
    const elsewhere = await gateway.seed.department(`Elsewhere ${ticket.id}`);
    const watcher = await connect(bia);
    const viewer = await connect(ana);
    await viewer.ask('ticket:open', { ticketId: ticket.id });
    const viewers = gateway.gateway.app.get(Viewers);
    await viewers.repeat(0);
    await eventually(() => expect(seen(watcher)).toHaveLength(2));
    await gateway.seed.query('UPDATE ticket.ticket SET department_id = $2 WHERE id = $1', [ticket.id, elsewhere]);
    const [moved] = await gateway.seed.events({ data: { id: ticket.id }, ticketId: ticket.id });
    const feed = gateway.gateway.app.get(EventFeed);
    await eventually(() => expect(feed.position).toBeGreaterThanOrEqual(moved?.seq ?? Infinity));
    await viewers.repeat(0);
    await eventually(() => expect(seen(watcher).at(-1)).toEqual(['viewing', false]));
    await viewers.repeat(0);
    expect(seen(watcher)).toHaveLength(3);
  });
});
