import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

/** A statement costs a round trip and a plan, whatever it carries: their number is what a message costs when few come together. */
describe('what storing a batch asks of the database', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;

  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
    await harness.addNumber('shop');
  });
  afterAll(() => harness.close());
  beforeEach(() => vi.restoreAllMocks());

  let people = 0;
  const texts = (count: number, phones = newPhones(count)) => phones.map((phone) => aTextUpsert({ phone, text: 'Oi' }));
  const newPhones = (count: number) => Array.from({ length: count }, () => `55119${10_000_000 + (people += 1)}`);

  async function statementsOf(event: string, items: object[]): Promise<number> {
    const query = vi.spyOn(Client.prototype, 'query').mockClear();
    await harness.store.execute(items.map((data) => aDelivery(event, 'shop', data)));
    return query.mock.calls.length;
  }

  it('are as many statements for a hundred messages of a hundred people as for one', async () => {
    const phones = newPhones(100);
    await statementsOf('messages.upsert', texts(100, phones));
    expect(await statementsOf('messages.upsert', texts(1, phones.slice(0, 1)))).toBeLessThanOrEqual(18);
    expect(await statementsOf('messages.upsert', texts(100, phones))).toBeLessThanOrEqual(18);
  });

  it('are few more when a hundred people write for the first time', async () => {
    expect(await statementsOf('messages.upsert', texts(100))).toBeLessThanOrEqual(27);
  });

  it('are fewer for the statuses of a hundred messages', async () => {
    const sent = newPhones(100).map((phone) => aTextUpsert({ phone, fromMe: true }));
    await statementsOf('messages.upsert', sent);
    const read = sent.map(({ key }) => ({ keyId: key.id, remoteJid: key.remoteJid, fromMe: true, status: 'READ' }));
    expect(await statementsOf('messages.update', read)).toBeLessThanOrEqual(12);
    const [stored] = await harness.database.query('SELECT count(*)::int AS count FROM message WHERE status = $1', [
      'read',
    ]);
    expect(stored).toEqual({ count: 100 });
  });
});
