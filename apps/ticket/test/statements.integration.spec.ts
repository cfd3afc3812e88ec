import { randomUUID as uuid } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TcpProxy } from '@bkcrm/testing';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const textOf = (asked: unknown): string => (typeof asked === 'string' ? asked : (asked as { text: string }).text);

/** A statement costs the database a little and a wait for it much more, whatever it carries: that is what a message costs when few come together. */
describe('what messages ask of the database', () => {
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
  async function costOfWork(work: () => Promise<unknown>): Promise<[number, number]> {
    const query = vi.spyOn(Client.prototype, 'query').mockClear();
    const before = proxy.pieces;
    await work();
    return [query.mock.calls.length, proxy.pieces - before];
  }
  const costOf = (event: string, items: object[]): Promise<[number, number]> =>
    costOfWork(() => harness.store.execute(items.map((data) => aDelivery(event, 'shop', data))));

  it('is as many statements for a hundred messages of a hundred people as for one', async () => {
    const phones = newPhones(100);
    await costOf('messages.upsert', texts(100, phones));
    const [statements, goes] = await costOf('messages.upsert', texts(1, phones.slice(0, 1)));
    expect(statements).toBeLessThanOrEqual(20);
    expect(goes).toBeLessThanOrEqual(14);
    const [ofMany] = await costOf('messages.upsert', texts(100, phones));
    expect(ofMany).toBeLessThanOrEqual(20);
  });

  it('is few more when a hundred people write for the first time', async () => {
    const [statements] = await costOf('messages.upsert', texts(100));
    expect(statements).toBeLessThanOrEqual(30);
  });

  it('is less for the statuses of a hundred messages', async () => {
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

  it('is as many statements for the answers that come together as for one, whoever else has written', async () => {
    const actorId = await harness.addAgent();
    await costOf('messages.upsert', texts(20));
    const tickets = await harness.database.query<{ id: string }>('SELECT id FROM ticket ORDER BY number DESC LIMIT 20');
    const answer = (some: typeof tickets) =>
      Promise.all(
        some.map(({ id: ticketId }) =>
          harness.sendMessage.execute({ actorId, ticketId, clientId: uuid(), text: 'Oi', seen: 1 }),
        ),
      );
    await answer(tickets);
    const [ofOne, goesOfOne] = await costOfWork(() => answer(tickets.slice(0, 1)));
    expect(ofOne).toBeLessThanOrEqual(16);
    expect(goesOfOne).toBeLessThanOrEqual(4);
    const [ofMany, goesOfMany] = await costOfWork(() => answer(tickets));
    expect(ofMany).toBe(ofOne);
    expect(goesOfMany).toBe(goesOfOne);
  });

  it('is nothing but the number for what says nothing new of anybody', async () => {
    const known = { pushName: 'Ana', remoteJid: '5511912345678@s.whatsapp.net' };
    await costOf('messages.upsert', texts(1, ['5511912345678']));
    await costOf('contacts.update', [known]);
    const [statements] = await costOf('contacts.update', [known]);
    expect(statements).toBeLessThanOrEqual(5);
    const [ofNobody] = await costOf('chats.update', [{ remoteJid: '5511912345678@s.whatsapp.net' }]);
    expect(ofNobody).toBeLessThanOrEqual(3);
  });

  it('looks rows up one by one, also in tables that nobody has counted yet', async () => {
    const actorId = await harness.addAgent();
    // In a table that is almost empty everything is near.
    for (let batch = 0; batch < 4; batch += 1) await costOf('messages.upsert', texts(200));
    vi.restoreAllMocks();
    const query = vi.spyOn(Client.prototype, 'query');
    const store = (event: string, data: object) => harness.store.execute([aDelivery(event, 'shop', data)]);
    const [phone = ''] = newPhones(1);
    await store('messages.upsert', aTextUpsert({ phone, text: 'Oi' }));
    const [ticket] = await harness.database.query<{ id: string; numberId: string }>(
      'SELECT id, number_id AS "numberId" FROM ticket ORDER BY number DESC LIMIT 1',
    );
    const { id: ticketId = '', numberId = '' } = ticket ?? {};
    const { id } = await harness.sendMessage.execute({ actorId, ticketId, clientId: uuid(), text: 'Oi', seen: 1 });
    const taken = { commandId: id, numberId, revision: 1, state: 'sent' as const, whatsappId: 'SENT' };
    await harness.applyResults.execute([{ ...taken, at: new Date().toISOString() }]);
    await store('messages.update', {
      keyId: 'SENT',
      remoteJid: `${phone}@s.whatsapp.net`,
      fromMe: true,
      status: 'READ',
    });
    const statements = query.mock.calls
      .map(([asked]) => textOf(asked))
      .filter((text) => /^(SELECT|WITH|INSERT|UPDATE|DELETE)/.test(text));
    expect(statements.some((text) => text.startsWith('DELETE FROM message'))).toBe(true);
    const wide: string[] = [];
    for (const text of new Set(statements)) {
      const rows = await harness.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
      const plan = rows.map((row) => row['QUERY PLAN']);
      const readsMuch = (line: string, at: number) =>
        /Seq Scan on|BitmapAnd|Hash Join|Merge Join/.test(line) ||
        // Where one of two indexes has it there is no other way.
        (/Bitmap Heap Scan/.test(line) && !plan.slice(at + 1, at + 6).some((below) => below.includes('BitmapOr'))) ||
        (/Scan .*on message /.test(line) && !/Index Cond/.test(plan[at + 1] ?? ''));
      wide.push(...plan.filter(readsMuch));
    }
    expect(wide).toEqual([]);
  });

  it('does not write the indexes of messages anew when a tick turns blue: none hangs on what a status changes', async () => {
    const indexes = await harness.database.query<{ name: string }>(
      `SELECT DISTINCT d.objid::regclass::text AS name FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE d.refobjid = 'message'::regclass AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'n')
         AND d.objid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'message'::regclass)
         AND a.attname IN ('status', 'failure', 'warning', 'send_revision', 'version')`,
    );
    expect(indexes).toEqual([]);
  });
});
