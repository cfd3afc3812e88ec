import type { Audience, LoggedEvent } from '@bkcrm/contracts';
import { exchanges } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import * as fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedLog } from './expected-log.js';
import type { Viewer } from './expected-log.js';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { everyone, onlyDepartment } from './seed.js';

const gateway = withGateway();
const clients: { viewer: Viewer; client: FollowingClient; from: number }[] = [];
let audiences: Audience[];

beforeAll(async () => {
  const [sales, support] = [await gateway.seed.department('Sales'), await gateway.seed.department('Support')];
  const people = [
    { role: 'administrator', departmentIds: [] },
    { role: 'supervisor', departmentIds: [sales, support] },
    { role: 'agent', departmentIds: [sales] },
    { role: 'agent', departmentIds: [support] },
    { role: 'agent', departmentIds: [] },
  ] as const;
  for (const { role, departmentIds } of people) {
    const agentId = await gateway.seed.agent(`${uuid()}@example.com`, role, [...departmentIds]);
    const client = new FollowingClient(await gateway.socket(agentId));
    await eventually(() => expect(client.applied).toBeDefined());
    const viewer = { agentId, departmentIds: [...departmentIds], isAdministrator: role === 'administrator' };
    clients.push({ viewer, client, from: client.applied ?? 0 });
  }
  const ofAgent = { everyone: false, departmentIds: [], agentIds: [clients[4]?.viewer.agentId ?? ''] };
  audiences = [everyone, onlyDepartment(sales), onlyDepartment(support), ofAgent];
});
afterAll(() => gateway.disconnectAll());

/** What the broker does to the events of one commit on their way to the gateway. */
interface Faults {
  /** Of each event, how often it comes: not at all, once, more than once. */
  copies: number[];
  /** In which order the copies come, and in how many deliveries. */
  order: number[];
  perDelivery: number;
}

async function deliver(events: LoggedEvent[], { copies, order, perDelivery }: Faults): Promise<void> {
  const arriving = events.flatMap((event, index) => Array.from({ length: copies[index] ?? 1 }, () => event));
  const shuffled = arriving
    .map((event, index) => ({ event, place: order[index] ?? index }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
  for (let start = 0; start < shuffled.length; start += perDelivery)
    await gateway.publish(shuffled.slice(start, start + perDelivery));
}

const audience = fc.nat(3);
const commit = fc.record({
  events: fc.array(fc.tuple(fc.option(audience), audience), { minLength: 1, maxLength: 12 }),
  faults: fc.record({
    copies: fc.array(fc.constantFrom(0, 1, 1, 1, 2, 3), { minLength: 12, maxLength: 12 }),
    order: fc.array(fc.nat(100), { maxLength: 36 }),
    perDelivery: fc.integer({ min: 1, max: 6 }),
  }),
});

async function everybodyHasTheLog(): Promise<void> {
  const [head] = await gateway.seed.query<{ seq: number }>('SELECT seq::int FROM ticket.event_head');
  for (const { viewer, client, from } of clients) {
    const expected = await expectedLog(gateway.seed, viewer, from);
    await eventually(() => expect(client.seqs).toEqual(expected));
    // Also those who may see nothing of it hear in the end that nothing is missing.
    expect(await client.resume(client.applied ?? 0)).toMatchObject({ to: head?.seq });
    expect([client.holes, client.resets]).toEqual([[], []]);
  }
}

describe('events that the broker drops, repeats, splits and turns around', () => {
  it('reach every client once, in order, and no client that may not see them', async () => {
    const run = fc.asyncProperty(fc.array(commit, { minLength: 1, maxLength: 8 }), async (commits) => {
      const sent: Promise<void>[] = [];
      for (const { events, faults } of commits) {
        const logged = await gateway.seed.events(
          ...events.map(([before, after]) => ({
            audienceBefore: before === null ? null : (audiences[before] ?? null),
            audienceAfter: audiences[after] ?? everyone,
          })),
        );
        sent.push(deliver(logged, faults));
      }
      await Promise.all(sent);
      await everybodyHasTheLog();
    });
    await fc.assert(run, { numRuns: 8, seed: 20_261_125 });
  }, 60_000);

  it('are not mixed up with those of another database', async () => {
    const logged = await gateway.seed.events({}, {}, {});
    const forged = logged.map((event) => ({ ...event, data: { id: 'of another database' } as never }));
    gateway.publisher.broadcast({
      exchange: exchanges.events,
      routingKey: '',
      type: 'event-batch.v1',
      messageId: uuid(),
      content: { epoch: 'another', events: forged },
    });
    await gateway.publish(logged);
    await everybodyHasTheLog();
    for (const { client } of clients) expect(JSON.stringify(client.items)).not.toContain('of another database');
  });
});
