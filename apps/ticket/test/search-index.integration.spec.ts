import { afterAll, beforeAll, expect, it } from 'vitest';
import { settleSearchIndex } from '../src/messages/settle-search-index.js';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const testDatabase = withTicketDatabase();
let harness: TicketHarness;
beforeAll(async () => {
  harness = await TicketHarness.open(testDatabase.url);
});
afterAll(() => harness.close());

/** Pages of entries that were noted down and not sorted in; they are when this answers. */
async function pending(): Promise<number> {
  const [row] = await harness.database.query<{ pages: string }>(
    `SELECT gin_clean_pending_list('message_words') AS pages`,
  );
  return Number(row?.pages);
}

const receive = async (id: string, text: string): Promise<void> => {
  const at = Math.floor(Date.now() / 1_000);
  await harness.store.execute([
    aDelivery('messages.upsert', 'searched', aTextUpsert({ id, phone: '5511987650001', name: 'Ana', text, at })),
  ]);
};

it('the index of the search only notes down what comes, and is put in order beside it', async () => {
  await harness.addNumber('searched');
  await receive('AAAA00000001', 'um orçamento');
  expect(await pending()).toBeGreaterThan(0);
  await receive('AAAA00000002', 'outro orçamento');
  await settleSearchIndex(harness.database);
  expect(await pending()).toBe(0);
});

it('takes a text of any length and any signs, and words that no index could hold', async () => {
  const texts = [
    'x'.repeat(60_000),
    'a b '.repeat(15_000),
    '\u0301\uFFFD\u{1F44D} \u{10FFFF} \uFEFF',
    "'|&!():*<->\\ @2900",
  ];
  for (const [index, text] of texts.entries()) await receive(`BBBB0000000${index}`, text);
  const rows = await harness.database.query<{ text: string }>(
    `SELECT text FROM message WHERE whatsapp_id LIKE 'BBBB%'`,
  );
  expect(rows).toHaveLength(texts.length);
});
