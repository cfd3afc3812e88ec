import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveClients } from '../src/realtime/live-clients.js';
import type { LiveClient } from '../src/realtime/live-client.js';
import { metrics } from '../src/metrics.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { connectionOf, SdkFollower } from './sdk-follower.js';
import { onlyDepartment } from './seed.js';

const gateway = withGateway();
let sales: string;

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
});
afterEach(() => {
  vi.restoreAllMocks();
  gateway.disconnectAll();
});

const anAgent = (): Promise<string> => gateway.seed.agent(`${uuid()}@example.com`, 'agent', [sales]);

/** Half a megabyte, and the frame that goes over it. */
const boundOfOne = 512 * 1024 + 256 * 1024;
const padding = 'x'.repeat(20_000);

const clientsOf = (agentIds: string[]): LiveClient[] =>
  gateway.gateway.app
    .get(LiveClients)
    .all()
    .filter(({ agentId }) => agentIds.includes(agentId));

/** What the gateway's process holds for a client and has not handed to the kernel, in bytes. */
function heldFor({ socket }: LiveClient): number {
  const { writeBuffer, transport } = socket.conn as unknown as {
    writeBuffer: { data?: string }[];
    transport: { socket: { bufferedAmount: number } };
  };
  return writeBuffer.reduce((sum, { data = '' }) => sum + data.length, 0) + transport.socket.bufferedAmount;
}

/** More than any connection takes without being read. @returns the numbers of the events */
async function stream(batches = 14): Promise<number[]> {
  const seqs: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const ordered = Array.from({ length: 50 }, () => ({
      audienceAfter: onlyDepartment(sales),
      data: { id: uuid(), padding } as never,
    }));
    const events = await gateway.seed.events(...ordered);
    await gateway.publish(events);
    seqs.push(...events.map(({ seq }) => seq));
  }
  return seqs;
}

async function shed(): Promise<number> {
  const [counter] = (await metrics.slowSockets.get()).values;
  return counter?.value ?? 0;
}

/** Of the gateway's clock, in milliseconds. */
let skipped: number;
/** Time goes by slowly, so that a busy machine cuts off nobody before the test wants it. */
beforeEach(() => {
  skipped = 0;
  const start = Date.now();
  const now = (): Date => new Date(start + (Date.now() - start) / 20 + skipped);
  vi.spyOn(gateway.gateway.app.get(Clock), 'now').mockImplementation(now);
});

async function connect(agentId: string): Promise<FollowingClient> {
  const client = new FollowingClient(await gateway.socket(agentId));
  await eventually(() => expect(client.applied).toBeDefined());
  return client;
}

/** A client whose connection is full. @returns it, and the last number that was written to it */
async function aFullClient(agentId: string): Promise<{ slow: FollowingClient; connection: LiveClient; last: number }> {
  const slow = await connect(agentId);
  connectionOf(slow.socket).pause();
  const seqs = await stream();
  const [connection] = clientsOf([agentId]);
  if (connection === undefined) throw new Error('the client is gone');
  // The kernel goes on taking what it has room for; then it is full, and the rest is held here.
  await eventually(() => {
    expect(connection.session?.lag).toBeGreaterThan(0);
    expect(heldFor(connection)).toBeGreaterThan(100_000);
  });
  const position = seqs.at(-1) ?? 0;
  return { slow, connection, last: position - (connection.session?.lag ?? 0) };
}

describe('clients that do not read', () => {
  it('hold up nobody and fill no memory; those that read again go on, the others are cut off and resume', async () => {
    const agents = await Promise.all(Array.from({ length: 8 }, anAgent));
    const followers = await Promise.all(agents.map((id) => SdkFollower.connect(gateway, id)));
    const [quick, slow] = [followers.slice(0, 2), followers.slice(2)];
    const slowIds = slow.map(({ agentId }) => agentId);
    const connections = slow.map(({ connection }) => connection);
    for (const connection of connections) connection.pause();
    const all = await stream();
    await eventually(() => expect(quick.map(({ seqs }) => seqs)).toEqual([all, all]));
    for (const { seqs } of slow) expect(seqs.length).toBeLessThan(all.length);
    const held = clientsOf(slowIds).map(heldFor);
    expect(held).toHaveLength(slow.length);
    expect(Math.max(...held)).toBeLessThan(boundOfOne);

    const [patient, stuck] = [slow.slice(0, 3), slow.slice(3)];
    for (const connection of connections.slice(0, 3)) connection.resume();
    await eventually(() => expect(patient.map(({ seqs }) => seqs)).toEqual([all, all, all]));
    const before = await shed();
    skipped = 11_000;
    await eventually(() => expect(clientsOf(stuck.map(({ agentId }) => agentId))).toEqual([]));
    expect(await shed()).toBe(before + stuck.length);
    expect(clientsOf(patient.map(({ agentId }) => agentId))).toHaveLength(3);
    for (const connection of connections.slice(3)) connection.resume();
    await eventually(() => expect(stuck.map(({ seqs }) => seqs)).toEqual([all, all, all]));
    expect(followers.map(({ loads }) => loads)).toEqual(followers.map(() => 1));
  });

  it('are cut off when they go on asking', async () => {
    const agentId = await anAgent();
    const { slow } = await aFullClient(agentId);
    for (let command = 0; command < 1_100; command += 1) slow.socket.emit('ticket:open', {}, () => undefined);
    await eventually(() => expect(clientsOf([agentId])).toEqual([]));
  });
});

describe('what waits for a client that does not read', () => {
  it('never reaches it once its agent has lost the right to see it', async () => {
    const agentId = await anAgent();
    const { slow, last } = await aFullClient(agentId);
    await gateway.seed.query('DELETE FROM ticket.agent_department WHERE agent_id = $1', [agentId]);
    await gateway.seed.query('UPDATE ticket.agent SET rights_version = 2 WHERE id = $1', [agentId]);
    await gateway.publish(await gateway.seed.events({ type: 'agent.updated', data: { id: agentId }, ticketId: null }));
    await eventually(() => expect(clientsOf([agentId])).toEqual([]));
    connectionOf(slow.socket).resume();
    await eventually(() => expect(slow.socket.connected).toBe(false));
    expect(slow.applied).toBeLessThan(last);
    const back = await connect(agentId);
    expect(await back.resume(slow.applied ?? 0, slow.epoch)).toMatchObject({ reset: 'rights' });
  });

  it('never reaches it either while it cannot be read what the right is now', async () => {
    const agentId = await anAgent();
    const { slow, last } = await aFullClient(agentId);
    const database = gateway.gateway.app.get(Database);
    vi.spyOn(database, 'query').mockRejectedValue(new Error('the database is away'));
    await gateway.publish(await gateway.seed.events({ type: 'agent.updated', data: { id: agentId }, ticketId: null }));
    await eventually(() => expect(clientsOf([agentId])).toEqual([]));
    connectionOf(slow.socket).resume();
    await eventually(() => expect(slow.socket.connected).toBe(false));
    expect(slow.applied).toBeLessThan(last);
  });

  it('never reaches one who was disabled', async () => {
    const agentId = await anAgent();
    const { slow, last } = await aFullClient(agentId);
    await gateway.seed.query('UPDATE ticket.agent SET active = false, rights_version = 2 WHERE id = $1', [agentId]);
    await gateway.publish(await gateway.seed.events({ type: 'agent.updated', data: { id: agentId }, ticketId: null }));
    await eventually(() => expect(clientsOf([agentId])).toEqual([]));
    connectionOf(slow.socket).resume();
    await eventually(() => expect(slow.socket.connected).toBe(false));
    expect(slow.applied).toBeLessThan(last);
  });
});
