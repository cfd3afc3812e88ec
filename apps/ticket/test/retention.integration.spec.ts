import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { senderHasForgotten } from '../src/erasing/sender-has-forgotten.js';
import { expectLedgerToAddUp } from './expect-ledger.js';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);

describe('retention', () => {
  const database = withTicketDatabase();
  let harness: TicketHarness;
  let numberId: string;
  let count = 0;

  beforeAll(async () => {
    harness = await TicketHarness.open(database.url);
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    count += 1;
    numberId = await harness.addNumber(`retention-${count}`);
    harness.config.MESSAGE_RETENTION_MONTHS = 12;
  });

  const query = <Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    harness.database.query<Row>(sql, parameters);
  /** A ticket of the person, with a message, resolved so many days ago; null: it is open. */
  async function aTicket(phone: string, id: string, resolvedDaysAgo: number | null): Promise<void> {
    const at = Math.floor(Date.now() / 1000);
    const upsert = aTextUpsert({ id, phone, text: `text ${id}`, at });
    await harness.store.execute([aDelivery('messages.upsert', `retention-${count}`, upsert)]);
    if (resolvedDaysAgo === null) return;
    await query(
      `UPDATE ticket SET status = 'resolved', resolved_at = $2, opened_at = $3 WHERE id = (SELECT ticket_id FROM message WHERE whatsapp_id = $1)`,
      [id, ago(resolvedDaysAgo), ago(resolvedDaysAgo + 1)],
    );
    await query('UPDATE message SET received_at = $2, sent_at = $2 WHERE whatsapp_id = $1', [
      id,
      ago(resolvedDaysAgo + 0.5),
    ]);
    // As counted when it came, which the ledger has forgotten by now.
    await query('DELETE FROM ledger_entry WHERE number_id = $1', [numberId]);
  }
  async function apply(): Promise<number> {
    const people = await harness.orderRetention.execute();
    await harness.erasures.execute();
    for (const { id } of await query<{ id: string }>(`SELECT id FROM erasure WHERE state = 'sender'`))
      await senderHasForgotten(harness.database, { erasureId: id, messageHashes: [] });
    await harness.erasures.execute();
    return people;
  }
  const left = async (): Promise<string[]> =>
    (await query<{ text: string }>('SELECT text FROM message WHERE number_id = $1 ORDER BY text', [numberId])).map(
      ({ text }) => text,
    );

  it('erases a person of whom nothing is younger', async () => {
    await aTicket('5511911110001', 'OLD1', 400);
    expect(await apply()).toBe(1);
    expect(await left()).toEqual([]);
    expect(await query(`SELECT 1 FROM contact_identity WHERE value = '5511911110001'`)).toEqual([]);
    const [record] = await query('SELECT state, before, reason, requested_by, messages, tickets FROM erasure');
    expect(record).toEqual({
      state: 'done',
      before: null,
      reason: 'kept for 12 months',
      requested_by: null,
      messages: 1,
      tickets: 1,
    });
    expect(await apply()).toBe(0);
  });

  it('erases of others what is older, and leaves the rest', async () => {
    await aTicket('5511911110002', 'OLD2', 400);
    await aTicket('5511911110002', 'YOUNG2', 300);
    await aTicket('5511911110002', 'OPEN2', null);
    harness.published.length = 0;
    expect(await apply()).toBe(1);
    expect(await left()).toEqual(['text OPEN2', 'text YOUNG2']);
    expect(await query('SELECT status FROM ticket WHERE number_id = $1 ORDER BY status', [numberId])).toEqual([
      { status: 'pending' },
      { status: 'resolved' },
    ]);
    expect(await query(`SELECT 1 FROM contact_identity WHERE value = '5511911110002'`)).toHaveLength(1);
    expect(harness.published).toMatchObject([
      { type: 'conversation.erased', data: { before: expect.any(String) as string } },
    ]);
    await expectLedgerToAddUp(harness.database, numberId);
    expect(await apply()).toBe(0);
  });

  it('is off unless it is set', async () => {
    harness.config.MESSAGE_RETENTION_MONTHS = 0;
    await aTicket('5511911110003', 'OLD3', 4000);
    expect(await apply()).toBe(0);
    expect(await left()).toEqual(['text OLD3']);
  });
});
