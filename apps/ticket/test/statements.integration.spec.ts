import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TcpProxy } from '@bkcrm/testing';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

/** A statement costs the database a little and a wait for it much more, whatever it carries: that is what a message costs when few come together. */
describe('what storing a batch asks of the database', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  let proxy: TcpProxy;

  beforeAll(async () => {
    const through = await TcpProxy.before(testDatabase.url);
    proxy = through.proxy;
    harness = await TicketHarness.open(through.url);
    await harness.addNumber('shop');
  });
  afterAll(async () => {
    await harness.close();
    await proxy.close();
  });
  beforeEach(() => vi.restoreAllMocks());

  let people = 0;
  const texts = (count: number, phones = newPhones(count)) => phones.map((phone) => aTextUpsert({ phone, text: 'Oi' }));
  const newPhones = (count: number) => Array.from({ length: count }, () => `55119${10_000_000 + (people += 1)}`);

  /** Statements, and in how many goes they were sent. */
  async function costOf(event: string, items: object[]): Promise<[number, number]> {
    const query = vi.spyOn(Client.prototype, 'query').mockClear();
    const before = proxy.pieces;
    await harness.store.execute(items.map((data) => aDelivery(event, 'shop', data)));
    return [query.mock.calls.length, proxy.pieces - before];
  }

  it('are as many statements for a hundred messages of a hundred people as for one', async () => {
    const phones = newPhones(100);
    await costOf('messages.upsert', texts(100, phones));
    const [statements, goes] = await costOf('messages.upsert', texts(1, phones.slice(0, 1)));
    expect(statements).toBeLessThanOrEqual(20);
    expect(goes).toBeLessThanOrEqual(14);
    const [ofMany] = await costOf('messages.upsert', texts(100, phones));
    expect(ofMany).toBeLessThanOrEqual(20);
  });

  it('are few more when a hundred people write for the first time', async () => {
    const [statements] = await costOf('messages.upsert', texts(100));
    expect(statements).toBeLessThanOrEqual(29);
  });

  it('are fewer for the statuses of a hundred messages', async () => {
    const sent = newPhones(100).map((phone) => aTextUpsert({ phone, fromMe: true }));
    await costOf('messages.upsert', sent);
    const read = sent.map(({ key }) => ({ keyId: key.id, remoteJid: key.remoteJid, fromMe: true, status: 'READ' }));
    const [statements] = await costOf('messages.update', read);
    expect(statements).toBeLessThanOrEqual(10);
    const [stored] = await harness.database.query('SELECT count(*)::int AS count FROM message WHERE status = $1', [
      'read',
    ]);
    expect(stored).toEqual({ count: 100 });
  });
});
