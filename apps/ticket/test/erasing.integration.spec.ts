import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEventsAfter } from '@bkcrm/read-model';
import { erasedMessageHash } from '@bkcrm/personal-data';
import { findInTables } from '@bkcrm/testing';
import { FolderMediaStore } from '@bkcrm/media';
import type { Delivery } from '@bkcrm/messaging';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eraseAgain } from '../src/erasing/list-beside-backups.js';
import { senderHasForgotten } from '../src/erasing/sender-has-forgotten.js';
import { expectLedgerToAddUp } from './expect-ledger.js';
import { aDelivery, aPhotoUpsert, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

/** One pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const objectOf = (content: Buffer): string => {
  const hash = createHash('sha256').update(content).digest('hex');
  return `media/${hash.slice(0, 2)}/${hash}`;
};

const aPhoto = (id: string, digits: string, caption: string, content = picture) => ({
  ...aPhotoUpsert(id, digits),
  message: {
    imageMessage: { mimetype: 'image/png', caption, mediaKey: 'AAAA', directPath: '/v/x' },
    base64: content.toString('base64'),
  },
});

describe('erasing a person', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  let administrator: string;
  let backups: string;
  let count = 0;
  let instance: string;
  let numberId: string;
  let phone: string;
  let name: string;
  /** Everything that came of the person, to be replayed. */
  let webhooks: Delivery[];
  /** Found nowhere once the person is erased. */
  let canaries: string[];

  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
    administrator = await harness.addAgent({ role: 'administrator' });
    backups = await mkdtemp(join(tmpdir(), 'bkcrm-erasing-'));
  });
  afterAll(async () => {
    await harness.close();
    await rm(backups, { recursive: true, force: true });
  });

  const receive = async (...deliveries: Delivery[]): Promise<void> => {
    await harness.store.execute(deliveries);
  };
  const receiveOfPerson = async (event: string, data: unknown): Promise<void> => {
    const delivery = aDelivery(event, instance, data);
    webhooks.push(delivery);
    await receive(delivery);
  };
  const query = <Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    harness.database.query<Row>(sql, parameters);
  const contactOf = async (digits: string): Promise<string> => {
    const [row] = await query<{ id: string }>(
      `SELECT contact_id AS id FROM contact_identity WHERE kind = 'phone' AND value = $1`,
      [digits],
    );
    return row?.id ?? '';
  };
  const found = () => findInTables(testDatabase.url, ['ticket'], canaries);
  const erase = (contactId: string) =>
    harness.erasureRequests.erase({ actorId: administrator, contactId, reason: 'asked for by the person' });
  const senderAnswers = async (contactId: string, messageHashes: string[] = []): Promise<void> => {
    const { id } = await harness.erasureRequests.describe({ actorId: administrator, contactId });
    await senderHasForgotten(harness.database, { erasureId: id, messageHashes });
  };
  /** From the request to the end. */
  const eraseAll = async (contactId: string): Promise<void> => {
    await erase(contactId);
    await harness.erasures.execute();
    await senderAnswers(contactId);
    harness.clock.advance(120);
    await harness.erasures.execute();
  };
  const state = async (contactId: string) => harness.erasureRequests.describe({ actorId: administrator, contactId });

  /** A person with everything that a person can have. */
  beforeEach(async () => {
    count += 1;
    [webhooks, instance] = [[], `erasing-${count}`];
    phone = `55118765${String(count).padStart(4, '0')}`;
    name = `Zuleica Canário ${count}`;
    numberId = await harness.addNumber(instance);
    const lid = `9988776655${count}`;
    const [text, edited, caption, reply] = [1, 2, 3, 4].map((index) => `canary-${count}-${index}`);
    canaries = [phone, `55119${phone.slice(4)}`, lid, name, text, edited, caption, reply, `note-${count}`].map(String);
    const at = Math.floor(Date.now() / 1000) - 60;
    const first = aTextUpsert({ id: `A${count}0000001`, phone: `55119${phone.slice(4)}`, lid, name, text, at });
    await receiveOfPerson('messages.upsert', first);
    await receiveOfPerson('messages.upsert', aPhoto(`A${count}0000002`, `55119${phone.slice(4)}`, String(caption)));
    await receiveOfPerson('messages.edited', {
      key: first.key,
      editedMessage: { conversation: edited },
      editedAt: Date.now(),
    });
    const [ticket] = await query<{ id: string }>('SELECT id FROM ticket WHERE number_id = $1', [numberId]);
    const agent = await harness.addAgent();
    const sent = await harness.sendMessage.execute({
      actorId: agent,
      ticketId: ticket?.id ?? '',
      clientId: uuid(),
      text: reply,
    });
    await harness.applyResults.execute([
      {
        commandId: sent.id,
        numberId,
        state: 'sent',
        revision: 1,
        whatsappId: `S${count}0000001`,
        at: new Date().toISOString(),
      },
    ]);
    webhooks.push(
      aDelivery('send.message', instance, {
        ...aTextUpsert({ id: `S${count}0000001`, phone: `55119${phone.slice(4)}`, fromMe: true, text: reply, at }),
      }),
    );
    await harness.actOnMessage.react({
      actorId: agent,
      ticketId: ticket?.id ?? '',
      messageId: sent.id,
      emoji: '👍',
    });
    await query(
      `INSERT INTO dead_letter (id, queue, message_id, type, exchange, routing_key, headers, body, reason, attempts, count)
       VALUES ($1, 'q', 'm', 't', 'e', 'r', '{}', $2, 'broken', 1, 1)`,
      [uuid(), Buffer.from(JSON.stringify({ data: { ...first, text: `note-${count}` } }))],
    );
    await receive({ ...aDelivery('messages.upsert', `nobody-${count}`, first) });
    harness.published.length = 0;
  });

  it('leaves nothing of them in any table, nor their files', async () => {
    expect(await found()).not.toEqual([]);
    expect(await harness.media.read(objectOf(picture))).toBeDefined();
    const contactId = await contactOf(phone);
    await eraseAll(contactId);
    expect(await found()).toEqual([]);
    expect(await harness.media.read(objectOf(picture))).toBeUndefined();
    expect(await state(contactId)).toMatchObject({
      state: 'done',
      messages: 3,
      tickets: 1,
      files: 1,
      letters: 2,
      error: null,
    });
    await expectLedgerToAddUp(harness.database, numberId);
  });

  it('is not undone by anything that comes again', async () => {
    const contactId = await contactOf(phone);
    await eraseAll(contactId);
    await receive(...webhooks);
    for (const webhook of webhooks) await receive(webhook);
    await harness.erasures.execute();
    harness.clock.advance(120);
    await harness.erasures.execute();
    expect(await found()).toEqual([]);
    expect(await contactOf(phone)).toBe('');
    expect(await harness.media.read(objectOf(picture))).toBeUndefined();
    await expectLedgerToAddUp(harness.database, numberId);
  });

  it('knows again what the sender sent last', async () => {
    const contactId = await contactOf(phone);
    await erase(contactId);
    await harness.erasures.execute();
    await senderAnswers(contactId, [erasedMessageHash(numberId, 'LATE0000001')]);
    const echo = { id: 'LATE0000001', phone: `55119${phone.slice(4)}`, fromMe: true, text: String(canaries[7]) };
    await receive(aDelivery('send.message', instance, aTextUpsert(echo)));
    harness.clock.advance(120);
    await harness.erasures.execute();
    expect(await found()).toEqual([]);
  });

  it('keeps a file that somebody else has sent, too', async () => {
    await receive(aDelivery('messages.upsert', instance, aPhoto(`B${count}0000001`, '5521977776666', 'another')));
    await eraseAll(await contactOf(phone));
    expect(await harness.media.read(objectOf(picture))).toBeDefined();
    await eraseAll(await contactOf('552177776666'));
    expect(await harness.media.read(objectOf(picture))).toBeUndefined();
  });

  it('meets who writes anew as somebody new', async () => {
    const before = await contactOf(phone);
    await eraseAll(before);
    const again = aTextUpsert({ id: `N${count}0000001`, phone: `55119${phone.slice(4)}`, text: 'hello again' });
    await receive(aDelivery('messages.upsert', instance, again));
    const after = await contactOf(phone);
    expect(after).not.toBe('');
    expect(after).not.toBe(before);
    const tickets = await query('SELECT 1 FROM ticket WHERE contact_id = $1', [after]);
    expect(tickets).toHaveLength(1);
  });

  it('keeps the event log without gaps, and tells those who come back only of removals', async () => {
    const [head] = await query<{ seq: string }>('SELECT seq FROM event_head');
    const contactId = await contactOf(phone);
    const [ticket] = await query<{ id: string }>('SELECT id FROM ticket WHERE number_id = $1', [numberId]);
    await eraseAll(contactId);
    const events = await readEventsAfter(harness.database, 0, 100_000);
    const first = events[0]?.seq ?? 0;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => first + index));
    const types = new Set(events.filter(({ ticketId }) => ticketId === ticket?.id).map(({ type }) => type));
    expect([...types].sort()).toEqual(['message.removed', 'ticket.removed']);
    const told = events.filter(({ seq }) => seq > Number(head?.seq));
    expect(told).toMatchObject([
      { type: 'conversation.erased', data: { contactId, ticketIds: [ticket?.id], before: null } },
    ]);
  });

  it('waits for the sender, so that no send under way comes back, but not for ever', async () => {
    const contactId = await contactOf(phone);
    await erase(contactId);
    await harness.erasures.execute();
    expect(await state(contactId)).toMatchObject({ state: 'sender', messages: 0 });
    const orders = await query<{ body: object }>(
      `SELECT body FROM outbox_message WHERE type = 'conversation.forget.v1'`,
    );
    expect(orders).toHaveLength(1);
    harness.clock.advance(400);
    await harness.erasures.execute();
    expect(await state(contactId)).toMatchObject({ state: 'traces', messages: 3 });
    await senderAnswers(contactId);
    harness.clock.advance(120);
    await harness.erasures.execute();
    expect(await state(contactId)).toMatchObject({ state: 'done' });
  });

  it('is done again where a backup from before is restored', async () => {
    const target = new FolderMediaStore(backups);
    harness.config.BACKUP_TARGET = backups;
    const contactId = await contactOf(phone);
    const copy = objectOf(picture);
    await target.put(copy, picture);
    await eraseAll(contactId);
    harness.config.BACKUP_TARGET = undefined;
    expect(await target.read(copy)).toBeUndefined();
    const { id } = await state(contactId);
    const listed = (await target.read(`erasures/${id}.json`))?.toString() ?? '';
    expect(canaries.filter((canary) => listed.includes(canary))).toEqual([]);
    // The person as they were in the backup, with a message that came after it.
    await query('DELETE FROM erasure WHERE id = $1', [id]);
    await query('DELETE FROM erased_message WHERE erasure_id = $1', [id]);
    const [first, ...later] = webhooks;
    if (first === undefined) throw new Error('unreachable');
    await receive(first);
    await query('UPDATE contact SET id = $1 WHERE id = $2', [contactId, await contactOf(phone)]);
    await query(`UPDATE contact_identity SET contact_id = $1 WHERE value IN ($2, $3)`, [contactId, phone, canaries[2]]);
    for (const table of ['conversation', 'ticket'])
      await query(`UPDATE ${table} SET contact_id = $1 WHERE number_id = $2`, [contactId, numberId]);
    await harness.database.transaction((tx) => eraseAgain(tx, target));
    await harness.erasures.execute();
    harness.clock.advance(400);
    await harness.erasures.execute();
    await receive(...later);
    expect(await contactOf(phone)).toBe('');
    const [again] = await query<{ id: string }>(`SELECT id FROM erasure WHERE contact_id = $1`, [contactId]);
    await senderHasForgotten(harness.database, { erasureId: again?.id ?? '', messageHashes: [] });
    harness.clock.advance(120);
    await harness.erasures.execute();
    expect(await found()).toEqual([]);
  });

  it('asked for twice is done once', async () => {
    const contactId = await contactOf(phone);
    const first = await erase(contactId);
    expect((await erase(contactId)).id).toBe(first.id);
    await eraseAll(contactId);
    expect((await erase(contactId)).id).toBe(first.id);
    expect(await query('SELECT 1 FROM erasure WHERE contact_id = $1', [contactId])).toHaveLength(1);
  });

  it('is an administrator’s to ask for', async () => {
    const [supervisor, contactId] = [await harness.addAgent({ role: 'supervisor' }), await contactOf(phone)];
    const request = { actorId: supervisor, contactId, reason: 'because' };
    await expect(harness.erasureRequests.erase(request)).rejects.toMatchObject({ code: 'actor.forbidden' });
  });

  it('goes on where it was when a step fails', async () => {
    const contactId = await contactOf(phone);
    await erase(contactId);
    await harness.erasures.execute();
    await senderAnswers(contactId);
    await query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$`);
    await query(`CREATE TRIGGER refuse BEFORE DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await harness.erasures.execute();
    await query('DROP FUNCTION refuse CASCADE');
    expect(await state(contactId)).toMatchObject({ state: 'messages', error: 'no', messages: 0 });
    harness.clock.advance(120);
    await harness.erasures.execute();
    expect(await state(contactId)).toMatchObject({ state: 'done', error: null });
    expect(await found()).toEqual([]);
  });
});
