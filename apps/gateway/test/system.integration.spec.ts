import { exchanges, serviceStatusSignal } from '@bkcrm/contracts';
import type { NoticeResource, ServiceStatus, Signal, SystemResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import type { Socket } from 'socket.io-client';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoticeFeed } from '../src/notices/notice-feed.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
let boss: string;
let other: string;
let agent: string;

beforeAll(async () => {
  boss = await gateway.seed.agent('boss@example.com', 'administrator');
  other = await gateway.seed.agent('other@example.com', 'administrator');
  agent = await gateway.seed.agent('agent@example.com', 'agent');
});
beforeEach(() => gateway.seed.query('TRUNCATE gateway.notice, gateway.notice_seen'));
afterEach(() => gateway.disconnectAll());

const ticket: ServiceStatus = {
  service: 'ticket',
  replicaId: uuid(),
  host: 'a',
  version: '1',
  startedAt: new Date().toISOString(),
  isReady: true,
  isStopping: false,
  failing: [],
  broker: { publish: 'up', consume: 'up' },
  database: { busy: 1, idle: 2, waiting: 0, pingMs: 1 },
  queues: [],
  disks: [],
  facts: { letters: { ticket: 2, quarantine: 0 } },
};

const says = (status: ServiceStatus): void =>
  gateway.publisher.broadcast({
    exchange: exchanges.signals,
    routingKey: '',
    type: 'signal.v1',
    messageId: uuid(),
    content: { type: serviceStatusSignal, data: status },
  });

/** Everything that a socket was signalled, by type. */
async function listening(agentId: string, url?: string): Promise<{ socket: Socket; of: <T>(type: string) => T[] }> {
  const socket = await gateway.socket(agentId, {}, url);
  const signals: Signal[] = [];
  socket.on('signal', (signal: Signal) => signals.push(signal));
  // What every socket hears first: from then on it is among the clients.
  await eventually(() => expect(signals.map(({ type }) => type)).toContain('agents.presence'));
  return {
    socket,
    of: <T>(type: string) => signals.filter((signal) => signal.type === type).map(({ data }) => data as T),
  };
}

const stateOf = (system: SystemResource | undefined): string | undefined =>
  system?.services
    .find(({ name }) => name === 'ticket')
    ?.replicas.find(({ replicaId }) => replicaId === ticket.replicaId)?.state;

describe('the system', () => {
  it('is what the services say of themselves, with what the gateway sees', async () => {
    says(ticket);
    await eventually(async () => {
      const response = await gateway.fetch(boss, '/api/v1/system');
      const system = (await response.json()) as SystemResource;
      expect(stateOf(system)).toBe('ready');
      expect(system).toMatchObject({ broker: true, database: true, letters: { ticket: 2 }, sends: null });
      expect(system.services.map(({ name }) => name)).toEqual([
        'webhook-ingest',
        'ticket',
        'evolution-sender',
        'gateway',
      ]);
      expect(system.services[3]?.replicas).toMatchObject([{ state: 'ready', database: { waiting: 0 } }]);
      expect(system.services[0]?.replicas).toEqual([]);
      expect(system.events?.position).toBe(system.events?.head);
    });
  });

  it('is shown as it changes to those who look, and to nobody else', async () => {
    const [watching, idle] = [await listening(boss), await listening(other)];
    const answer = (await watching.socket.emitWithAck('system:watch', { watching: true })) as { data: SystemResource };
    expect(answer.data.services).toHaveLength(4);
    says(ticket);
    await eventually(() => expect(stateOf(watching.of<SystemResource>('system.status').at(-1))).toBe('ready'));
    says({ ...ticket, isReady: false, isStopping: true });
    await eventually(() => expect(stateOf(watching.of<SystemResource>('system.status').at(-1))).toBe('stopped'));
    await watching.socket.emitWithAck('system:watch', { watching: false });
    expect(idle.of('system.status')).toEqual([]);
    const person = await listening(agent);
    expect(await person.socket.emitWithAck('system:watch', { watching: true })).toMatchObject({
      error: { code: 'actor.forbidden' },
    });
  });
});

const begin = (id: string): Promise<unknown> =>
  gateway.seed.query(
    `INSERT INTO gateway.notice (id, kind, subject, text, data, begun_at)
     VALUES ($1::uuid, 'letters-waiting', $1::text, 'Letters wait.', '{"box":"sender","count":1}', now())`,
    [id],
  );
/** As the replica does that has written it down. */
const announce = (): Promise<void> => gateway.gateway.app.get(NoticeFeed).announce();
const idsOf = (notices: NoticeResource[]): string[] => notices.map(({ id, overAt }) => `${id} ${overAt !== null}`);

describe('notices', () => {
  it('reach administrators at every replica the moment they begin and end, and nobody else', async () => {
    const second = await gateway.another();
    const [here, person] = [await listening(boss), await listening(agent)];
    const there = await listening(other, second.url);
    await eventually(() => expect(second.link.consumeState).toBe('up'));
    const id = uuid();
    await begin(id);
    await eventually(async () => {
      await announce();
      expect(idsOf(there.of('notice.changed'))).toEqual([`${id} false`]);
    });
    await eventually(() => expect(idsOf(here.of('notice.changed'))).toEqual([`${id} false`]));
    await gateway.seed.query('UPDATE gateway.notice SET over_at = now()');
    await announce();
    await eventually(() => expect(idsOf(there.of('notice.changed'))).toEqual([`${id} false`, `${id} true`]));
    expect(person.of('notice.changed')).toEqual([]);
    await gateway.stop(second);
  });

  it('are listed while they last and for thirty days, and each administrator has seen them for themselves', async () => {
    const [open, recent, old] = [uuid(), uuid(), uuid()];
    for (const id of [open, recent, old]) await begin(id);
    const end = (id: string, days: number): Promise<unknown> =>
      gateway.seed.query('UPDATE gateway.notice SET over_at = now() - make_interval(days => $2) WHERE id = $1', [
        id,
        days,
      ]);
    await end(recent, 29);
    await end(old, 31);
    const list = async (agentId: string): Promise<{ items: NoticeResource[]; seenAt: string | null }> =>
      (await (await gateway.fetch(agentId, '/api/v1/notices')).json()) as {
        items: NoticeResource[];
        seenAt: string | null;
      };
    const { items, seenAt } = await list(boss);
    expect(items.map(({ id }) => id).sort()).toEqual([open, recent].sort());
    expect(seenAt).toBeNull();
    const window = await listening(boss);
    const answer = await gateway.fetch(boss, '/api/v1/notices/seen', { json: {} });
    const seen = (await answer.json()) as { seenAt: string };
    await eventually(() => expect(window.of('notices.seen')).toEqual([seen]));
    expect((await list(boss)).seenAt).toBe(seen.seenAt);
    expect((await list(other)).seenAt).toBeNull();
  });
});
