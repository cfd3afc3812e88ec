import { randomUUID as uuid } from 'node:crypto';
import type { SendMessage } from '@bkcrm/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

/** They are one transaction; nobody may notice. */
describe('answers that come together', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  let numberId: string;
  let actorId: string;
  let people = 0;

  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
    numberId = await harness.addNumber('shop');
    actorId = await harness.addAgent();
  });
  afterAll(() => harness.close());

  const newTickets = async (count: number): Promise<string[]> => {
    const phones = Array.from({ length: count }, () => `55119${10_000_000 + (people += 1)}`);
    await harness.store.execute(
      phones.map((phone) => aDelivery('messages.upsert', 'shop', aTextUpsert({ phone, text: 'Oi' }))),
    );
    const rows = await harness.database.query<{ id: string }>(
      'SELECT t.id FROM ticket t JOIN contact c ON c.id = t.contact_id WHERE c.phone = ANY($1) ORDER BY c.phone',
      [phones],
    );
    return rows.map(({ id }) => id);
  };
  const answer = (ticketId: string, more: object = {}) =>
    harness.sendMessage.execute({ actorId, ticketId, clientId: uuid(), text: `to ${ticketId}`, ...more });
  const transactionsOf = async (ids: string[]): Promise<number> => {
    const rows = await harness.database.query('SELECT DISTINCT xmin::text FROM message WHERE id = ANY($1::uuid[])', [
      ids,
    ]);
    return rows.length;
  };
  const commandsOf = async (ids: string[]): Promise<SendMessage[]> => {
    const rows = await harness.database.query<{ body: SendMessage }>(
      `SELECT body FROM outbox_message WHERE body->>'commandId' = ANY($1) ORDER BY id`,
      [ids],
    );
    return rows.map(({ body }) => body);
  };

  it('are each what they would be alone: stored, ordered from the sender, counted and told', async () => {
    const tickets = await newTickets(5);
    const told = harness.published.length;
    const ledger = () =>
      harness.database.query<{ ordered: number }>(
        'SELECT sum(ordered)::int AS ordered FROM ledger_entry WHERE number_id = $1',
        [numberId],
      );
    const [before] = await ledger();
    const messages = await Promise.all(tickets.map((id) => answer(id)));
    const ids = messages.map(({ id }) => id);
    expect(messages.map(({ text, ticketId, status, turn }) => [text, ticketId, status, turn])).toEqual(
      tickets.map((id) => [`to ${id}`, id, 'queued', 2]),
    );
    expect(await transactionsOf(ids)).toBe(1);
    const commands = await commandsOf(ids);
    expect(new Map(commands.map((command) => [command.commandId, command]))).toEqual(
      new Map(
        messages.map(({ id, text, conversationId }) => [
          id,
          expect.objectContaining({ conversationId, position: 1, content: { kind: 'text', text } }),
        ]),
      ),
    );
    expect(new Set(commands.map(({ recipient }) => recipient)).size).toBe(5);
    const events = harness.published.slice(told).map(({ type, ticketId }) => `${type} ${ticketId}`);
    expect(events).toEqual(tickets.flatMap((id) => [`ticket.updated ${id}`, `message.created ${id}`]));
    const [after] = await ledger();
    expect((after?.ordered ?? 0) - (before?.ordered ?? 0)).toBe(5);
    const assigned = await harness.database.query(
      `SELECT 1 FROM ticket WHERE id = ANY($1::uuid[]) AND status = 'open' AND assignee_id = $2`,
      [tickets, actorId],
    );
    expect(assigned).toHaveLength(5);
  });

  it('are refused one by one', async () => {
    const [first = '', resolved = '', last = ''] = await newTickets(3);
    await harness.updateTicket.execute({ actorId, ticketId: resolved, status: 'resolved' });
    const [one, two, three, four] = await Promise.allSettled([
      answer(first),
      answer(resolved),
      answer(uuid()),
      answer(last),
    ]);
    expect([one, four]).toMatchObject([{ value: { ticketId: first } }, { value: { ticketId: last } }]);
    expect([two, three]).toMatchObject([
      { reason: { code: 'ticket.resolved' } },
      { reason: { code: 'ticket.not-found' } },
    ]);
  });

  it('wait for nobody who has something else to do with one of their tickets', async () => {
    const [first = '', held = '', last = ''] = await newTickets(3);
    const late = await harness.database.transaction(async (tx) => {
      await tx.query('SELECT FROM contact WHERE id = (SELECT contact_id FROM ticket WHERE id = $1) FOR NO KEY UPDATE', [
        held,
      ]);
      let isStored = false;
      const [one, two, three] = [answer(first), answer(held), answer(last)];
      void two.finally(() => (isStored = true));
      const messages = await Promise.all([one, three]);
      expect(isStored).toBe(false);
      expect(await transactionsOf(messages.map(({ id }) => id))).toBe(1);
      return { stored: two };
    });
    expect(await late.stored).toMatchObject({ ticketId: held, status: 'queued' });
  });

  it('are stored without the one that the database refuses', async () => {
    const [first = '', second = '', last = ''] = await newTickets(3);
    const outcomes = await Promise.allSettled([
      answer(first),
      answer(second, { quotedMessageId: 'no id at all' }),
      answer(last),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const rows = await harness.database.query(
      `SELECT ticket_id AS "ticketId" FROM message WHERE from_me AND ticket_id = ANY($1::uuid[]) ORDER BY turn, id`,
      [[first, second, last]],
    );
    expect(rows).toEqual([{ ticketId: first }, { ticketId: last }]);
  });

  it('come one after the other in one ticket, and the same twice is one', async () => {
    const [ticketId = ''] = await newTickets(1);
    const clientId = uuid();
    const [first, repeated, second] = await Promise.all([
      answer(ticketId, { clientId, text: 'one' }),
      answer(ticketId, { clientId, text: 'one' }),
      answer(ticketId, { text: 'two' }),
    ]);
    expect(repeated.id).toBe(first.id);
    expect((await commandsOf([first.id, second.id])).map(({ position, content }) => [position, content])).toMatchObject(
      [
        [1, { text: 'one' }],
        [2, { text: 'two' }],
      ],
    );
  });

  it('are not in one transaction with one of an older ticket of the same conversation', async () => {
    const [old = ''] = await newTickets(1);
    await harness.updateTicket.execute({ actorId, ticketId: old, status: 'resolved' });
    await harness.database.query(
      `UPDATE ticket SET opened_at = '2020-01-01', resolved_at = '2020-01-02' WHERE id = $1`,
      [old],
    );
    const [contact] = await harness.database.query<{ phone: string }>(
      'SELECT c.phone FROM contact c JOIN ticket t ON t.contact_id = c.id WHERE t.id = $1',
      [old],
    );
    await harness.store.execute([
      aDelivery('messages.upsert', 'shop', aTextUpsert({ phone: contact?.phone, text: '!' })),
    ]);
    const [current] = await harness.database.query<{ id: string }>(
      `SELECT id FROM ticket WHERE conversation_id = (SELECT conversation_id FROM ticket WHERE id = $1) AND id <> $1`,
      [old],
    );
    const outcomes = await Promise.allSettled([answer(old), answer(current?.id ?? '')]);
    expect(outcomes).toMatchObject([{ reason: { code: 'ticket.resolved' } }, { value: { ticketId: current?.id } }]);
  });
});
