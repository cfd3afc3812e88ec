import { Database } from '@bkcrm/database';
import { eventually } from '@bkcrm/testing';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
let ana: string;

beforeAll(async () => {
  ana = await gateway.seed.agent('ana@example.com', 'agent');
});
afterEach(() => {
  vi.restoreAllMocks();
  gateway.disconnectAll();
});

/** Lets something happen in the middle of a request: around the gateway's first statement that reads this. */
function happening(when: 'before' | 'after', what: RegExp, happens: () => Promise<void>): void {
  const database = gateway.gateway.app.get(Database);
  const query = database.query.bind(database);
  let isOver = false;
  vi.spyOn(database, 'query').mockImplementation(async (sql, parameters) => {
    if (isOver || !what.test(sql)) return query(sql, parameters);
    isOver = true;
    if (when === 'before') await happens();
    const rows = await query(sql, parameters);
    if (when === 'after') await happens();
    return rows;
  });
}

async function connect(): Promise<FollowingClient> {
  const client = new FollowingClient(await gateway.socket(ana));
  await eventually(() => expect(client.applied).toBeDefined());
  return client;
}

/** A change of a ticket, with its event. */
async function resolve(ticketId: string): Promise<number> {
  await gateway.seed.query(`UPDATE ticket.ticket SET status = 'resolved', version = version + 1 WHERE id = $1`, [
    ticketId,
  ]);
  const [event] = await gateway.seed.events({ ticketId, data: { id: ticketId, status: 'resolved' } as never });
  return event?.seq ?? 0;
}

describe('what is loaded over REST, and the events after it', () => {
  it.each([
    ['before either', 'before', /FROM ticket\.event_head/],
    ['between the position and the data', 'before', /FROM ticket\.ticket t/],
    ['between the data and the answer', 'after', /FROM ticket\.ticket t/],
  ] as const)('leave nothing out that is committed %s', async (_what, when, statement) => {
    const { id } = await gateway.seed.ticket(null);
    const client = await connect();
    let committed = 0;
    happening(when, statement, async () => {
      committed = await resolve(id);
    });
    const response = await gateway.fetch(ana, `/api/v1/tickets/${id}`);
    const position = Number(response.headers.get('x-event-seq'));
    const { status } = (await response.json()) as { status: string };
    expect(committed).toBeGreaterThan(0);
    Object.assign(client, { applied: position, items: [] });
    await client.resume(position, response.headers.get('x-event-epoch') ?? '');
    const after = await gateway.seed.events({});
    await eventually(() => expect(client.seqs.at(-1)).toBe(after[0]?.seq));
    // Either the data has it or an event brings it; both is harmless, neither would be a change that nobody sees.
    const isInEvents = client.seqs.includes(committed);
    expect(isInEvents).toBe(committed > position);
    expect(isInEvents || status === 'resolved').toBe(true);
    expect([client.holes, client.resets]).toEqual([[], []]);
  });

  it('leave nothing out that is committed just after the data was read', async () => {
    const { id } = await gateway.seed.ticket(null);
    const client = await connect();
    const response = await gateway.fetch(ana, `/api/v1/tickets/${id}`);
    const position = Number(response.headers.get('x-event-seq'));
    const committed = await resolve(id);
    Object.assign(client, { applied: position, items: [] });
    await client.resume(position, response.headers.get('x-event-epoch') ?? '');
    await eventually(() => expect(client.seqs).toEqual([committed]));
    expect(await response.json()).toMatchObject({ status: 'pending' });
  });
});
