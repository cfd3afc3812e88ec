import type { MessageResource } from '@bkcrm/contracts';
import { createDataSource, Database } from '@bkcrm/database';
import { everything, listTicketMessages, loadMessages } from '@bkcrm/read-model';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { beforeEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { gatewayDatabase } from '../src/database/database.js';
import { metrics } from '../src/metrics.js';
import { EventFeed } from '../src/realtime/event-feed.js';
import { withGateway } from './gateway-harness.js';
import { everyone } from './seed.js';

const gateway = withGateway();
let ana: string;
let sales: string;
let ticket: Awaited<ReturnType<typeof gateway.seed.ticket>>;
let database: Database;

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
  ana = await gateway.seed.agent('ana@example.com', 'agent', [sales]);
  const dataSource = createDataSource(gatewayDatabase(gateway.config.DATABASE_URL, 2));
  await dataSource.initialize();
  database = new Database(dataSource);
});
afterAll(() => database.dataSource.destroy());
beforeEach(async () => {
  ticket = await gateway.seed.ticket(sales);
  metrics.messageCache.reset();
});

async function ask(limit = 50): Promise<{ items: MessageResource[]; nextCursor: string | null }> {
  const response = await gateway.fetch(ana, `/api/v1/tickets/${ticket.id}/messages?limit=${limit}`);
  return (await response.json()) as { items: MessageResource[]; nextCursor: string | null };
}

async function results(): Promise<Record<string, number>> {
  const { values } = await metrics.messageCache.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.result), value]));
}

/** What the ticket service would do, in one transaction with its event. */
async function change(sql: string, parameters: unknown[], id: string, type: 'message.created' | 'message.updated') {
  await gateway.seed.query(sql, parameters);
  const data = (await loadMessages(database, [id])).get(id);
  if (data === undefined) throw new Error('no such message');
  return gateway.seed.events({
    type,
    data,
    ticketId: ticket.id,
    audienceBefore: null,
    audienceAfter: everyone,
  });
}

const caughtUp = (seq: number): Promise<void> =>
  eventually(() => expect(gateway.gateway.app.get(EventFeed).position).toBeGreaterThanOrEqual(seq));

describe('the newest messages', () => {
  it('are read once, and then come from the cache', async () => {
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect(await ask(1)).toEqual(first);
    expect(await results()).toEqual({ miss: 1, hit: 2 });
  });

  it('are never older than what was committed before they were asked for', async () => {
    await ask();
    const edit = 'UPDATE ticket.message SET text = $2, version = version + 1 WHERE id = $1';
    for (let round = 1; round <= 10; round += 1) {
      const [event] = await change(edit, [ticket.messageId, `edit ${round}`], ticket.messageId, 'message.updated');
      if (round % 2 === 0) await caughtUp(event?.seq ?? 0);
      expect((await ask()).items[0]?.text).toBe(`edit ${round}`);
    }
    const { hit = 0, 'caught-up': applied = 0 } = await results();
    expect(hit + applied).toBeGreaterThan(0);
  });

  it('stay what the database says while many write and many read', async () => {
    const write = async (writer: number): Promise<void> => {
      for (let round = 0; round < 12; round += 1) {
        const id = uuid();
        const insert = `INSERT INTO ticket.message (id, conversation_id, ticket_id, number_id, direction, kind, text, status, from_me, sent_at, order_key)
          SELECT $1::uuid, conversation_id, ticket_id, number_id, 'in', 'text', $3, 'received', false, clock_timestamp(), $1::text FROM ticket.message WHERE id = $2`;
        await change(insert, [id, ticket.messageId, `${writer}.${round}`], id, 'message.created');
        const remove = 'UPDATE ticket.message SET deleted_at = now(), version = version + 1 WHERE id = $1';
        if (round % 3 === 0) await change(remove, [id], id, 'message.updated');
      }
    };
    const written = new AbortController();
    const read = async (): Promise<void> => {
      while (!written.signal.aborted) await ask();
    };
    const reading = [read(), read(), read()];
    // One connection writes for all of them: one after the other, as the log has it.
    await write(1).finally(() => written.abort());
    await Promise.all(reading);
    const truth = await listTicketMessages(database, everything, ticket.id, { limit: 50 });
    expect(await ask()).toEqual(truth);
    const [head] = await gateway.seed.query<{ seq: string }>('SELECT seq FROM ticket.event_head');
    await caughtUp(Number(head?.seq));
    expect(await ask()).toEqual(truth);
    const { hit = 0, 'caught-up': applied = 0 } = await results();
    expect(hit + applied).toBeGreaterThan(0);
  });

  it('are kept from whoever may not see the ticket, however warm the cache', async () => {
    const rui = await gateway.seed.agent('rui@example.com', 'agent', []);
    await ask();
    await ask();
    expect((await gateway.fetch(rui, `/api/v1/tickets/${ticket.id}/messages`)).status).toBe(404);
    await gateway.seed.query('UPDATE ticket.ticket SET department_id = $2 WHERE id = $1', [
      ticket.id,
      await gateway.seed.department(uuid()),
    ]);
    expect((await gateway.fetch(ana, `/api/v1/tickets/${ticket.id}/messages`)).status).toBe(404);
  });

  it('with one outside any ticket among them are always read', async () => {
    await gateway.seed.query('UPDATE ticket.message SET ticket_id = NULL WHERE id = $1', [ticket.messageId]);
    await ask();
    await ask();
    expect(await results()).toEqual({ miss: 2 });
  });
});
