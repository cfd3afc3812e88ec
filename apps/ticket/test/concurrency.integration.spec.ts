import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDelivery, aTextUpsert, retrying, TicketHarness, withTicketDatabase } from './ticket-harness.js';

describe('transactions at the same time', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url, { poolSize: 30 });
  });
  afterAll(() => harness.close());

  const count = async (sql: string, numberId: string): Promise<number> =>
    (await harness.database.query(sql, [numberId])).length;

  it('cannot make a message and its status miss each other', async () => {
    const numberId = await harness.addNumber('pairs');
    const pairs = Array.from({ length: 60 }, (_, index) => {
      const message = aTextUpsert({ fromMe: true, phone: `55119444${String(index).padStart(5, '0')}` });
      const { id: keyId, remoteJid } = message.key;
      return [
        aDelivery('messages.upsert', 'pairs', message),
        aDelivery('messages.update', 'pairs', { keyId, remoteJid, fromMe: true, status: 'READ' }),
      ];
    });
    await Promise.all(pairs.flat().map((delivery) => retrying(() => harness.store.execute([delivery]))));
    expect(await count('SELECT 1 FROM waiting_fact WHERE number_id = $1', numberId)).toBe(0);
    expect(await count(`SELECT 1 FROM message WHERE number_id = $1 AND status = 'read'`, numberId)).toBe(60);
  });

  it('open one ticket for a contact who was known before', async () => {
    const numberId = await harness.addNumber('again');
    const phone = '5511933330000';
    const write = () => harness.store.execute([aDelivery('messages.upsert', 'again', aTextUpsert({ phone }))]);
    await write();
    await harness.database.query(
      `UPDATE ticket SET status = 'resolved', resolved_at = opened_at WHERE number_id = $1`,
      [numberId],
    );
    await Promise.all(Array.from({ length: 20 }, () => retrying(write)));
    expect(await count(`SELECT 1 FROM ticket WHERE number_id = $1 AND status <> 'resolved'`, numberId)).toBe(1);
    expect(await count('SELECT 1 FROM message WHERE number_id = $1', numberId)).toBe(21);
  });
});
