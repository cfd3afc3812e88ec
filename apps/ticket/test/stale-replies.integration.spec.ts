import { randomUUID } from 'node:crypto';
import type { StaleReply } from '@bkcrm/contracts';
import { RequestRefused } from '@bkcrm/messaging';
import { loadTickets } from '@bkcrm/read-model';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withAnsweredTicket } from './answered-ticket.js';
import { aDelivery, aTextUpsert } from './ticket-harness.js';

const texts = ({ newer }: StaleReply) => newer.map(({ text }) => text);
const stale = async (sending: Promise<unknown>): Promise<StaleReply> => {
  const refusal: unknown = await sending.catch((error: unknown) => error);
  if (!(refusal instanceof RequestRefused)) throw new Error('it was taken');
  expect(refusal).toMatchObject({ code: 'reply.stale', status: 409 });
  return refusal.details as StaleReply;
};

describe('a reply that says what its author has seen', () => {
  const answered = withAnsweredTicket();
  let colleague: string;

  beforeAll(async () => {
    colleague = await answered.harness.addAgent();
  });
  afterEach(() => {
    answered.harness.config.REFUSE_STALE_REPLIES = true;
  });

  const customerWrites = (text: string, id?: string) =>
    answered.harness.store.execute([
      aDelivery('messages.upsert', answered.instance, aTextUpsert({ phone: answered.phone, text, ...(id && { id }) })),
    ]);
  const turn = async (): Promise<number> =>
    (await loadTickets(answered.harness.database, [answered.ticketId])).get(answered.ticketId)?.turn ?? -1;
  const ours = async (): Promise<string[]> => {
    const rows = await answered.harness.database.query<{ text: string }>(
      'SELECT text FROM message WHERE number_id = $1 AND from_me ORDER BY turn',
      [answered.numberId],
    );
    return rows.map(({ text }) => text);
  };

  it('is taken while nobody else has spoken', async () => {
    expect(await turn()).toBe(1);
    const first = await answered.send({ text: 'one', seen: 1 });
    // The answer to the first is not there yet when the second is sent.
    const second = await answered.send({ text: 'two', seen: 1 });
    expect([first.turn, second.turn, await turn()]).toEqual([2, 3, 3]);
  });

  it('is refused with what the customer wrote since, and nothing of it is stored', async () => {
    await customerWrites('and in blue?');
    const commands = await answered.commands();
    const events = answered.harness.published.length;
    const details = await stale(answered.send({ text: 'Yes!', seen: 1 }));
    expect(details).toMatchObject({
      turn: 2,
      newer: [{ direction: 'in', text: 'and in blue?', turn: 2, status: 'received' }],
    });
    expect(await ours()).toEqual([]);
    expect(await answered.commands()).toEqual(commands);
    expect(answered.harness.published).toHaveLength(events);
    await answered.send({ text: 'Yes!', seen: details.turn });
    expect(await ours()).toEqual(['Yes!']);
  });

  it('is refused with what a colleague answered, also from the phone', async () => {
    await answered.send({ text: 'Good morning', actorId: colleague });
    expect(texts(await stale(answered.send({ text: 'Hello', seen: 1 })))).toEqual(['Good morning']);
    const echo = aTextUpsert({ phone: answered.phone, fromMe: true, text: 'from the phone', at: 1_799_000_000 });
    await answered.harness.store.execute([aDelivery('messages.upsert', answered.instance, echo)]);
    await answered.harness.database.query(`UPDATE unclaimed_echo SET received_at = now() - interval '1 hour'`);
    await answered.harness.releaseEchoes.execute();
    expect(texts(await stale(answered.send({ text: 'Hello', seen: 2 })))).toEqual(['from the phone']);
  });

  it('minds only colleagues when that is what it asks', async () => {
    await customerWrites('hello?');
    await answered.send({ text: 'written while offline', seen: 1, staleAfter: 'colleagues' });
    await answered.send({ text: 'answered', actorId: colleague });
    const details = await stale(answered.send({ text: 'too', seen: 1, staleAfter: 'colleagues' }));
    expect(texts(details)).toEqual(['answered']);
    expect(details.turn).toBe(4);
  });

  it('is not made stale by a status, a reaction, an edit or a repetition', async () => {
    const question = answered.received.whatsappId;
    const sent = await answered.sent({ text: 'one', seen: 1 });
    const remoteJid = `${answered.phone}@s.whatsapp.net`;
    await answered.harness.store.execute([
      aDelivery('messages.update', answered.instance, {
        keyId: sent.whatsappId,
        remoteJid,
        fromMe: true,
        status: 'READ',
      }),
      aDelivery('messages.upsert', answered.instance, {
        ...aTextUpsert({ phone: answered.phone }),
        message: { reactionMessage: { key: { remoteJid, fromMe: true, id: sent.whatsappId }, text: '👍' } },
        messageType: 'reactionMessage',
      }),
    ]);
    await customerWrites('again', question);
    expect(await answered.read(sent.id)).toMatchObject({ status: 'read', reactions: [{ emoji: '👍' }] });
    await answered.send({ text: 'two', seen: 1 });
    expect(await ours()).toEqual(['one', 'two']);
  });

  it('is not asked when it is scheduled, when it does not say, and when the setting is off', async () => {
    await customerWrites('more');
    await answered.send({ text: 'later', seen: 1, scheduledFor: answered.inMinutes(60) });
    await answered.send({ text: 'a program' });
    answered.harness.config.REFUSE_STALE_REPLIES = false;
    await answered.send({ text: 'unchecked', seen: 0 });
    expect((await ours()).sort()).toEqual(['a program', 'later', 'unchecked']);
  });

  it('takes its turn when it is due, and is news to others then', async () => {
    const scheduled = await answered.send({ text: 'later', scheduledFor: answered.inMinutes(60), actorId: colleague });
    expect(scheduled.turn).toBeNull();
    await answered.send({ text: 'now', seen: 1 });
    answered.harness.clock.advance(3_700);
    await answered.harness.sendDueMessages.execute();
    expect((await answered.read(scheduled.id)).turn).toBe(3);
    expect(texts(await stale(answered.send({ text: 'x', seen: 2 })))).toEqual(['later']);
  });

  it('answers a repeated request as before, whatever was said since', async () => {
    const clientId = randomUUID();
    const first = await answered.send({ text: 'one', clientId, seen: 1 });
    await customerWrites('thanks');
    await answered.send({ text: 'welcome', actorId: colleague });
    expect(await answered.send({ text: 'one', clientId, seen: 1 })).toMatchObject({ id: first.id });
  });

  it('tells a program that may not read that it is stale, and nothing else', async () => {
    const program = uuid();
    await answered.harness.database.query(
      `INSERT INTO agent (id, email, name, role, permissions, everywhere) VALUES ($1, $2, 'bot', 'integration', '{messages.send}', true)`,
      [program, `${program}@example.com`],
    );
    await customerWrites('secret');
    expect(await stale(answered.send({ text: 'x', seen: 1, actorId: program }))).toEqual({ turn: 2, newer: [] });
  });

  it('shows who looked at one of two conversations that become one what was said in the other', async () => {
    const lid = '998877665544';
    await customerWrites('second');
    const fromLid = { ...aTextUpsert({ text: 'from the hidden address' }) };
    fromLid.key.remoteJid = `${lid}@lid`;
    await answered.harness.store.execute([aDelivery('messages.upsert', answered.instance, fromLid)]);
    await answered.send({ text: 'assigned', seen: 2 });
    const both = aTextUpsert({ phone: answered.phone, lid, text: 'it is me' });
    await answered.harness.store.execute([aDelivery('messages.upsert', answered.instance, both)]);
    const details = await stale(answered.send({ text: 'x', seen: 3 }));
    expect(texts(details)).toEqual(['from the hidden address', 'it is me']);
    expect(await turn()).toBe(details.turn);
  });

  it('waits for a customer’s message that is being stored, and is refused after it', async () => {
    const { database } = answered.harness;
    let sending: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await tx.query(
        'SELECT id FROM contact WHERE id = (SELECT contact_id FROM ticket WHERE id = $1) FOR NO KEY UPDATE',
        [answered.ticketId],
      );
      sending = answered.send({ text: 'Yes!', seen: 1 }).catch((error: unknown) => error);
      await tx.query(
        `WITH c AS (UPDATE conversation SET last_turn = 2 WHERE number_id = $1 RETURNING id)
        INSERT INTO message (id, conversation_id, ticket_id, number_id, direction, kind, text, status, from_me, sent_at, order_key, turn)
        SELECT $3, c.id, $2, $1, 'in', 'text', 'just now', 'received', false, now(), 'x', 2 FROM c`,
        [answered.numberId, answered.ticketId, uuid()],
      );
    });
    expect(await sending).toMatchObject({ code: 'reply.stale', details: { newer: [{ text: 'just now' }] } });
    expect(await ours()).toEqual([]);
  });

  it('is one of two: when two agents answer at once from the same place, exactly one is stored', async () => {
    for (let round = 0; round < 50; round += 1) {
      const seen = await turn();
      const [before, customer] = [(await ours()).length, round % 5 === 0];
      const settled = await Promise.allSettled<unknown>([
        answered.send({ text: `a${round}`, seen }),
        answered.send({ text: `b${round}`, seen, actorId: colleague }),
        ...(customer ? [customerWrites(`c${round}`)] : []),
      ]);
      const stored = (await ours()).length - before;
      const refused = settled.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'reply.stale' });
      // The customer may have been faster than both.
      if (customer) expect(stored).toBeLessThanOrEqual(1);
      else expect(stored).toBe(1);
      expect(stored + refused.length).toBe(2);
    }
  });
});
