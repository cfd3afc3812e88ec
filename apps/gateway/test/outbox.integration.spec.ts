import { BkcrmClient } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withGateway } from './gateway-harness.js';
import { startRealTicket } from './real-ticket.js';

const gateway = withGateway({}, startRealTicket);
const login = { email: 'ana@example.com', password: 'correct horse' };
const tickets: string[] = [];
const clients: BkcrmClient[] = [];

beforeAll(async () => {
  const department = await gateway.seed.department('Sales');
  await gateway.setPassword(await gateway.seed.agent(login.email, 'agent', [department]), login.password);
  for (let index = 0; index < 8; index += 1) tickets.push((await gateway.seed.ticket(department)).id);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

/** The same numbers in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const isSend = (url: unknown, init?: RequestInit): boolean =>
  init?.method === 'POST' && String(url).endsWith('/messages');

/** Like `fetch`, but three of ten sends come to nothing: their request gets lost, or, mostly, the answer to it. */
function unreliable(random: () => number, lost: { requests: number; answers: number }): typeof fetch {
  return async (url, init) => {
    const [isLost, isRequest] = [isSend(url, init) && random() < 0.3, random() < 0.25];
    if (isLost && isRequest) {
      lost.requests += 1;
      throw new TypeError('the request was lost');
    }
    const response = await fetch(url, init);
    if (!isLost) return response;
    lost.answers += 1;
    await response.arrayBuffer();
    throw new TypeError('the answer was lost');
  };
}

async function connected(fetchBy: typeof fetch): Promise<BkcrmClient> {
  const client = new BkcrmClient({ url: gateway.gateway.url, fetch: fetchBy });
  clients.push(client);
  await client.login(login.email, login.password);
  client.connect();
  await eventually(() => expect(client.store.getSnapshot().status).toBe('live'));
  return client;
}

const pendingOf = (client: BkcrmClient) => client.store.getSnapshot().pending;

describe('two hundred sends of which three in ten get no answer', () => {
  it('are two hundred messages, each stored once, in the order they were written', async () => {
    const lost = { requests: 0, answers: 0 };
    const client = await connected(unreliable(dice(7), lost));
    const ids = Array.from({ length: 200 }, (_, index) =>
      client.send(tickets[index % tickets.length] ?? '', { text: `text ${index}` }),
    );
    await eventually(
      () => {
        // A person would not mind the waits; the test does.
        client.hurry();
        expect(pendingOf(client)).toEqual([]);
      },
      { timeout: 50_000 },
    );
    expect(lost.answers).toBeGreaterThan(30);
    expect(lost.requests).toBeGreaterThan(5);
    const stored = await gateway.seed.query<{ ticket_id: string; client_id: string; text: string }>(
      `SELECT ticket_id, client_id, text FROM ticket.message WHERE direction = 'out' ORDER BY order_key, id`,
    );
    expect(stored).toHaveLength(200);
    expect(new Set(stored.map((row) => row.client_id))).toEqual(new Set(ids));
    for (const [place, ticketId] of tickets.entries()) {
      const texts = stored.filter((row) => row.ticket_id === ticketId).map(({ text }) => text);
      expect(texts).toEqual(Array.from({ length: 25 }, (_, index) => `text ${index * tickets.length + place}`));
    }
  }, 60_000);

  it('end as refused, with the reason, where the server says no', async () => {
    const client = await connected(unreliable(dice(11), { requests: 0, answers: 0 }));
    const id = client.send(tickets[0] ?? '', { text: 'x'.repeat(70_000) });
    await eventually(() => {
      client.hurry();
      expect(pendingOf(client)).toMatchObject([{ clientId: id, failure: { code: 'request.invalid' } }]);
    });
  });
});
