import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mostMissed } from '../src/realtime/domain/session.js';
import { EventFeed } from '../src/realtime/event-feed.js';
import { expectedLog } from './expected-log.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { connectionOf } from './sdk-follower.js';
import { everyone, onlyDepartment } from './seed.js';

const gateway = withGateway();
let sales: string;
let support: string;
let ana: string;

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
  support = await gateway.seed.department('Support');
  ana = await gateway.seed.agent('ana@example.com', 'agent', [sales]);
});
afterEach(() => gateway.disconnectAll());

const head = async (): Promise<number> =>
  (await gateway.seed.query<{ seq: number }>('SELECT seq::int FROM ticket.event_head'))[0]?.seq ?? 0;

/** A client of a gateway that has heard of everything so far. */
async function connect({ app, url } = gateway.gateway): Promise<FollowingClient> {
  const position = await head();
  await eventually(() => expect(app.get(EventFeed).position).toBeGreaterThanOrEqual(position));
  const client = new FollowingClient(await gateway.socket(ana, {}, url));
  await eventually(() => expect(client.applied).toBeDefined());
  return client;
}

/** Commits of which Ana may see two thirds. */
async function commit(events: number): Promise<void> {
  const audiences = [everyone, onlyDepartment(sales), onlyDepartment(support)];
  const some = Array.from({ length: events }, (_, index) => ({ audienceAfter: audiences[index % 3] ?? everyone }));
  await gateway.seed.events(...some.map((event) => ({ ...event, audienceBefore: null })));
}

/** Goes offline, and comes back when so much has happened. */
async function comeBack(missed: number): Promise<{ client: FollowingClient; seq: number; epoch: string }> {
  const { socket, applied: seq = 0, epoch } = await connect();
  socket.disconnect();
  await commit(missed);
  const client = await connect();
  // As a client that holds what it had.
  Object.assign(client, { applied: seq, items: [] });
  return { client, seq, epoch };
}

const viewer = () => ({ agentId: ana, departmentIds: [sales], isAdministrator: false });

describe('a client that was away', () => {
  it('for 5,000 events gets exactly those that it may see, from the database, while more come', async () => {
    const { applied: seq = 0, epoch, socket } = await connect();
    socket.disconnect();
    await commit(5_000);
    // One that has just started knows only the newest in memory.
    const fresh = await gateway.another();
    const client = await connect(fresh);
    Object.assign(client, { applied: seq, items: [] });
    const resuming = client.resume(seq, epoch);
    await commit(30);
    expect(await resuming).toMatchObject({ from: seq });
    await commit(30);
    const expected = await expectedLog(gateway.seed, viewer(), seq);
    expect(expected.length).toBeGreaterThan(3_300);
    await eventually(() => expect(client.seqs).toEqual(expected));
    expect([client.holes, client.resets]).toEqual([[], []]);
    await gateway.stop(fresh);
  });

  it('for as long as is still caught up with gets everything, and for one event more a reset', async () => {
    const { client, seq, epoch } = await comeBack(mostMissed);
    expect(await client.resume(seq, epoch)).toMatchObject({ to: seq + mostMissed });
    const expected = await expectedLog(gateway.seed, viewer(), seq);
    await eventually(() => expect(client.seqs).toEqual(expected));
    await commit(1);
    await eventually(() => expect(client.seqs.length).toBe(expected.length + 1));
    expect(await client.resume(seq, epoch)).toMatchObject({ reset: 'too-old' });
    expect(client.resets).toEqual(['too-old']);
  });

  it('for longer than the log is kept is told to load afresh, and what it then loads and hears is whole', async () => {
    const { id } = await gateway.seed.ticket(sales);
    const { client, seq, epoch } = await comeBack(40);
    await gateway.seed.query(`UPDATE ticket.event_batch SET at = now() - interval '8 days'`);
    // As the ticket service does.
    await gateway.seed.query(
      `WITH old AS (DELETE FROM ticket.event_batch WHERE at < now() - interval '7 days' RETURNING id)
       DELETE FROM ticket.event USING old WHERE event.batch_id = old.id`,
    );
    const fresh = await gateway.another();
    const back = await connect(fresh);
    expect(await back.resume(seq, epoch)).toMatchObject({ reset: 'too-old' });
    await eventually(() => expect(back.applied).toBe(seq + 40));
    const snapshot = await gateway.fetch(ana, '/api/v1/tickets');
    expect(Number(snapshot.headers.get('x-event-seq'))).toBeGreaterThanOrEqual(back.applied ?? 0);
    expect(await snapshot.json()).toMatchObject({ items: [{ id }] });
    const [next] = await gateway.seed.events({});
    await eventually(() => expect(back.seqs).toEqual([next?.seq]));
    expect(client.socket.connected).toBe(true);
    await gateway.stop(fresh);
  });
});

describe('a client that stopped reading for longer than is caught up with', () => {
  it('is told to load afresh when it reads again', async () => {
    const client = await connect();
    connectionOf(client.socket).pause();
    const padding = 'x'.repeat(2_000);
    for (let batch = 0; batch < 20; batch += 1) {
      const events = Array.from({ length: 1_000 }, () => ({ data: { id: uuid(), padding } as never }));
      await gateway.publish(await gateway.seed.events(...events));
    }
    const last = await head();
    connectionOf(client.socket).resume();
    await eventually(() => expect(client.resets).toEqual(['too-old']));
    await eventually(() => expect(client.applied).toBe(last));
    expect(client.holes).toEqual([]);
  });
});
