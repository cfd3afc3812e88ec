import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const permutations = 200;

/** A pseudo-random generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle<T>(items: T[], next: () => number): T[] {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
  }
  return shuffled;
}

const status = (value: string) => ({
  event: 'messages.update',
  data: { keyId: 'B1', remoteJid: '555188887777:3@s.whatsapp.net', fromMe: true, status: value },
});
const edit = (text: string, ms: number) => ({
  event: 'messages.edited',
  data: {
    key: { remoteJid: '5511940001000@s.whatsapp.net', fromMe: true, id: 'A2' },
    type: 'MESSAGE_EDIT',
    editedMessage: { conversation: text },
    timestampMs: String(ms),
  },
});

/** One conversation: questions, an answer from the phone with its statuses, an edit, a deletion, a reaction, a LID that shows up late, a call. */
function conversation(): { event: string; data: unknown }[] {
  const at = 1_790_000_000;
  const phone = '5551988887777';
  const hello = aTextUpsert({ id: 'A1', phone, text: 'Oi', at });
  const question = aTextUpsert({
    id: 'A2',
    phone: '555188887777',
    lid: '128394756102938',
    text: 'Cadê meu pedido 4823?',
    at: at + 5,
  });
  const answer = aTextUpsert({ id: 'B1', phone, fromMe: true, text: 'Um momento', at: at + 20 });
  const regretted = aTextUpsert({ id: 'A3', phone, text: 'esquece', at: at + 30 });
  const fromLid = aTextUpsert({ id: 'A4', text: 'ainda estou aqui', at: at + 40 });
  fromLid.key.remoteJid = '128394756102938@lid';
  const reaction = (text: string, ms: number) => ({
    event: 'messages.upsert',
    data: {
      ...aTextUpsert({ phone }),
      message: {
        reactionMessage: {
          key: { id: 'B1', fromMe: true, remoteJid: `${phone}@s.whatsapp.net` },
          text,
          senderTimestampMs: ms,
        },
      },
      messageType: 'reactionMessage',
    },
  });
  const call = (value: string) => ({
    event: 'call',
    data: {
      chatId: `${phone}@s.whatsapp.net`,
      from: `${phone}@s.whatsapp.net`,
      id: 'C1',
      date: '2026-09-21T14:14:00.000Z',
      offline: false,
      status: value,
    },
  });
  return [
    ...[hello, question, answer, regretted, fromLid].map((data) => ({ event: 'messages.upsert', data })),
    ...['SERVER_ACK', 'DELIVERY_ACK', 'READ'].map(status),
    edit('Cadê meu pedido 48231?', (at + 10) * 1000),
    edit('Cadê o meu pedido 48231?', (at + 12) * 1000),
    {
      event: 'messages.edited',
      data: { key: { remoteJid: `${phone}@s.whatsapp.net`, fromMe: false, id: 'A3' }, type: 'REVOKE' },
    },
    { event: 'messages.delete', data: { remoteJid: `${phone}@s.whatsapp.net`, fromMe: false, id: 'A3' } },
    reaction('❤️', (at + 50) * 1000),
    reaction('👍', (at + 51) * 1000),
    call('offer'),
    call('timeout'),
  ];
}

describe('the stored conversation', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
  });
  afterAll(() => harness.close());

  /** Everything that can be seen of a number's conversations, without ids and clocks of ours. */
  async function canonical(numberId: string): Promise<unknown> {
    const [row] = await harness.database.query<{ dump: unknown }>(
      `SELECT jsonb_build_object(
         'tickets', (SELECT jsonb_agg(jsonb_build_object('status', t.status, 'openedAt', t.opened_at, 'last', l.whatsapp_id) ORDER BY t.opened_at)
            FROM ticket t LEFT JOIN message l ON l.id = t.last_message_id WHERE t.number_id = $1 AND t.merged_into IS NULL),
         'messages', (SELECT jsonb_agg(jsonb_build_object('id', m.whatsapp_id, 'text', m.text, 'kind', m.kind, 'content', m.content, 'status', m.status,
              'fromMe', m.from_me, 'sentAt', m.sent_at, 'edited', m.edited_at, 'deleted', m.deleted_at IS NOT NULL, 'inTicket', t.merged_into IS NULL AND t.id IS NOT NULL,
              'wordings', (SELECT jsonb_agg(e.text ORDER BY e.edited_at) FROM message_edit e WHERE e.message_id = m.id),
              'reactions', (SELECT jsonb_agg(jsonb_build_object('by', r.by, 'emoji', r.emoji, 'at', r.at)) FROM reaction r WHERE r.message_id = m.id))
            ORDER BY m.sent_at, m.order_key) FROM message m LEFT JOIN ticket t ON t.id = m.ticket_id WHERE m.number_id = $1),
         'contacts', (SELECT count(DISTINCT c.contact_id) FROM conversation c WHERE c.number_id = $1),
         'waiting', (SELECT count(*) FROM waiting_fact w WHERE w.number_id = $1)) AS dump`,
      [numberId],
    );
    return row?.dump;
  }

  /** Identities are the company's, not the number's: without this the second run would know the pairing from the start. */
  const forgetContacts = (): Promise<unknown> => harness.database.query('TRUNCATE contact, contact_identity');

  async function play(run: number, events: { event: string; data: unknown }[], next: () => number): Promise<unknown> {
    const instance = `run-${run}`;
    const numberId = await harness.addNumber(instance);
    await forgetContacts();
    for (let rest = events; rest.length > 0;) {
      const size = 1 + Math.floor(next() * 6);
      await harness.store.execute(rest.slice(0, size).map(({ event, data }) => aDelivery(event, instance, data)));
      rest = rest.slice(size);
    }
    return canonical(numberId);
  }

  it(`is the same for ${permutations} random orders with duplicates, in batches of any size`, async () => {
    const events = conversation();
    const expected = await play(0, events, () => 0);
    expect(expected).toMatchObject({
      contacts: 1,
      waiting: 0,
      tickets: [{ status: 'pending', last: 'call:C1' }],
      messages: [
        { id: 'A1' },
        { id: 'A2', text: 'Cadê o meu pedido 48231?' },
        { id: 'B1', status: 'read', reactions: [{ emoji: '👍' }] },
        { id: 'A3', deleted: true },
        { id: 'A4' },
        { id: 'call:C1', content: { call: { outcome: 'missed' } } },
      ],
    });
    for (let run = 1; run <= permutations; run += 1) {
      const next = random(run);
      const duplicated = [...events, ...events.filter(() => next() < 0.5)];
      expect(await play(run, shuffle(duplicated, next), next), `seed ${run}`).toEqual(expected);
    }
  }, 120_000);
});
