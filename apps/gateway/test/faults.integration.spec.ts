import type { Signal, SystemResource } from '@bkcrm/contracts';
import { eventually, TcpProxy, withDatabase, withVhost } from '@bkcrm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FollowingClient } from './following-client.js';
import { GatewayHarness, migrateBoth } from './gateway-harness.js';

const database = withDatabase({ name: 'gateway', migrate: migrateBoth });
const vhost = withVhost();
const gateway = new GatewayHarness();
let databaseProxy: TcpProxy;
let brokerProxy: TcpProxy;
let ana: string;
let client: FollowingClient;

beforeAll(async () => {
  const [toDatabase, toBroker] = [await TcpProxy.before(database.url), await TcpProxy.before(vhost.url)];
  [databaseProxy, brokerProxy] = [toDatabase.proxy, toBroker.proxy];
  await gateway.open(database.url, vhost.url, { DATABASE_URL: toDatabase.url, AMQP_URL: toBroker.url });
  ana = await gateway.seed.agent('ana@example.com', 'agent');
});
afterAll(async () => {
  await gateway.close();
  await databaseProxy.close();
  await brokerProxy.close();
});
beforeEach(async () => {
  client = await connect();
});

async function connect(url?: string): Promise<FollowingClient> {
  const connected = new FollowingClient(await gateway.socket(ana, {}, url));
  await eventually(() => expect(connected.applied).toBeDefined());
  return connected;
}

describe('a broker that is away', () => {
  it('delays events a little and loses none', async () => {
    brokerProxy.cut();
    const during = await gateway.seed.events({}, {}, {});
    await gateway.publish(during);
    await eventually(() => expect(client.seqs).toEqual(during.map(({ seq }) => seq)));
    expect((await gateway.fetch(ana, '/api/v1/tickets')).status).toBe(200);
    brokerProxy.restore();
    const after = await gateway.seed.events({});
    await gateway.publish(after);
    await eventually(() => expect(client.seqs).toEqual([...during, ...after].map(({ seq }) => seq)));
    expect([client.holes, client.resets]).toEqual([[], []]);
  });

  it('is shown to administrators who look at the system', async () => {
    const boss = await gateway.seed.agent('boss@example.com', 'administrator');
    const socket = await gateway.socket(boss);
    const shown: boolean[] = [];
    socket.on('signal', ({ type, data }: Signal) => {
      if (type === 'system.status') shown.push((data as SystemResource).broker);
    });
    await socket.emitWithAck('system:watch', { watching: true });
    await eventually(() => expect(shown.at(-1)).toBe(true), { timeout: 15_000 });
    brokerProxy.cut();
    await eventually(() => expect(shown.at(-1)).toBe(false), { timeout: 15_000 });
    brokerProxy.restore();
    await eventually(() => expect(shown.at(-1)).toBe(true), { timeout: 30_000 });
    socket.disconnect();
  });

  it('is said to whoever wants to write, with when to try again', async () => {
    brokerProxy.cut();
    try {
      const ticket = await gateway.seed.ticket(null);
      const response = await gateway.fetch(ana, `/api/v1/tickets/${ticket.id}/messages`, { json: { text: 'hi' } });
      expect(response.headers.get('retry-after')).toBe('1');
      expect([503, 504]).toContain(response.status);
    } finally {
      brokerProxy.restore();
      await eventually(() => expect(gateway.gateway.link.publishState).toBe('up'));
    }
  });
});

describe('a database that is away', () => {
  it('stops neither live events nor clients that come back, and is said to whoever wants to read', async () => {
    await eventually(() => expect(gateway.gateway.link.consumeState).toBe('up'));
    const earlier = await gateway.seed.events({}, {});
    await gateway.publish(earlier);
    await eventually(() => expect(client.seqs).toHaveLength(2));
    databaseProxy.cut();
    try {
      const during = await gateway.seed.events({}, {});
      await gateway.publish(during);
      const all = [...earlier, ...during].map(({ seq }) => seq);
      await eventually(() => expect(client.seqs).toEqual(all));
      expect(await client.resume(all[0] ?? 0)).toEqual({ from: all[0], to: all[3] });
      const response = await gateway.fetch(ana, '/api/v1/tickets');
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await response.json()).toMatchObject({ status: 503, code: 'database.unavailable' });
    } finally {
      databaseProxy.restore();
    }
    const after = await gateway.seed.events({});
    await eventually(() => expect(client.seqs.at(-1)).toBe(after[0]?.seq));
    await eventually(async () => expect((await gateway.fetch(ana, '/api/v1/tickets')).status).toBe(200));
    expect(client.resets).toEqual([]);
  });
});

describe('a database that is another one', () => {
  it('makes every client load afresh, and goes on', async () => {
    await gateway.seed.query('UPDATE ticket.event_head SET identity = gen_random_uuid()');
    await eventually(() => expect(client.resets).toEqual(['epoch']));
    await eventually(async () => expect(client.epoch).toBe(`${await gateway.seed.databaseEpoch()}.1`));
    const [event] = await gateway.seed.events({});
    await eventually(() => expect(client.seqs).toEqual([event?.seq]));
  });

  it('is noticed also when only its numbers went back', async () => {
    await gateway.seed.events({}, {}, {}, {}, {});
    await eventually(() => expect(client.seqs).toHaveLength(5));
    await gateway.seed.query('DELETE FROM ticket.event_batch WHERE last_seq = (SELECT seq FROM ticket.event_head)');
    await gateway.seed.query('UPDATE ticket.event_head SET seq = seq - 5');
    await eventually(() => expect(client.resets).toEqual(['ahead']));
    const [event] = await gateway.seed.events({});
    await eventually(() => expect(client.seqs.at(-1)).toBe(event?.seq));
  });
});

describe('a replica that ends', () => {
  it('lets its clients go so that they come back by themselves, and they miss nothing on another one', async () => {
    const other = await gateway.another();
    const moved = await connect(other.url);
    const reasons: string[] = [];
    moved.socket.on('disconnect', (reason) => reasons.push(reason));
    const [seen] = await gateway.seed.events({});
    await eventually(() => expect(moved.seqs).toEqual([seen?.seq]));
    await gateway.stop(other);
    await eventually(() => expect(reasons).toEqual(['transport close']));
    const missed = await gateway.seed.events({}, {});
    const back = await connect();
    Object.assign(back, { applied: moved.applied });
    await back.resume(moved.applied ?? 0, moved.epoch);
    await eventually(() => expect(back.seqs).toEqual(missed.map(({ seq }) => seq)));
  });
});
