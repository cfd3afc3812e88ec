import type { Delivery } from '@bkcrm/messaging';
import { readEventsAfter, readHead } from '@bkcrm/read-model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aDelivery, aPhotoUpsert, aTextUpsert, retrying, TicketHarness, withTicketDatabase } from './ticket-harness.js';

describe('storing webhooks', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  let instance: string;
  let numberId: string;

  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
  });
  afterAll(() => harness.close());
  let sequence = 0;
  beforeEach(async () => {
    instance = `shop-${(sequence += 1)}`;
    numberId = await harness.addNumber(instance);
    harness.published.length = 0;
  });

  const upsert = (data: ReturnType<typeof aTextUpsert>) => aDelivery('messages.upsert', instance, data);
  const tickets = () =>
    harness.database.query<{
      id: string;
      status: string;
      contact_id: string;
      last_message_id: string;
      opened_at: Date;
      merged_into: string | null;
    }>('SELECT * FROM ticket WHERE number_id = $1 ORDER BY opened_at', [numberId]);
  const messages = () =>
    harness.database.query<{
      id: string;
      text: string;
      status: string;
      ticket_id: string | null;
      deleted_at: Date | null;
      from_me: boolean;
      salt: string;
      content: object;
    }>('SELECT * FROM message WHERE number_id = $1 ORDER BY sent_at, order_key', [numberId]);

  it('opens one ticket for a new contact and tells about it in commit order', async () => {
    await harness.store.execute([
      upsert(aTextUpsert({ text: 'Oi' })),
      upsert(aTextUpsert({ text: 'Meu pedido não chegou' })),
    ]);

    expect((await messages()).map((message) => message.text)).toEqual(['Oi', 'Meu pedido não chegou']);
    expect(await tickets()).toHaveLength(1);
    expect(harness.published.map((event) => event.type)).toEqual([
      'ticket.created',
      'message.created',
      'message.created',
    ]);
    const head = await readHead(harness.database);
    expect(harness.published.at(-1)?.seq).toBe(head.seq);
    const stored = await readEventsAfter(harness.database, head.seq - 3, 10);
    expect(stored).toEqual(harness.published);
  });

  it('stores a webhook that comes ten times in parallel once', async () => {
    const data = aTextUpsert();
    await Promise.all(Array.from({ length: 10 }, () => retrying(() => harness.store.execute([upsert(data)]))));
    expect(await messages()).toHaveLength(1);
    expect(harness.published.filter((event) => event.type === 'message.created')).toHaveLength(1);
  });

  it('gives twenty simultaneous first messages of a new contact one ticket', async () => {
    const phone = '5521912345678';
    await Promise.all(
      Array.from({ length: 20 }, () => retrying(() => harness.store.execute([upsert(aTextUpsert({ phone }))]))),
    );
    expect(await tickets()).toHaveLength(1);
    expect(await messages()).toHaveLength(20);
    expect(new Set((await messages()).map((message) => message.ticket_id)).size).toBe(1);
  });

  it('knows a Brazilian phone with and without its ninth digit, and the LID that was paired with it, as one contact', async () => {
    await harness.store.execute([upsert(aTextUpsert({ phone: '5551988887777' }))]);
    await harness.store.execute([upsert(aTextUpsert({ phone: '555188887777', lid: '128394756102938' }))]);
    const lidOnly = aTextUpsert();
    lidOnly.key.remoteJid = '128394756102938@lid';
    await harness.store.execute([upsert(lidOnly)]);
    expect(await tickets()).toHaveLength(1);
    expect(await messages()).toHaveLength(3);
  });

  it('merges two contacts once a payload pairs them: the older ticket survives, messages move', async () => {
    const lidOnly = aTextUpsert({ at: 1_790_000_100 });
    lidOnly.key.remoteJid = '555000111@lid';
    await harness.store.execute([upsert(lidOnly)]);
    await harness.store.execute([upsert(aTextUpsert({ phone: '5531900001111', at: 1_790_000_200 }))]);
    expect(await tickets()).toHaveLength(2);

    await harness.store.execute([upsert(aTextUpsert({ phone: '5531900001111', lid: '555000111', at: 1_790_000_300 }))]);
    const [survivor, merged] = await tickets();
    expect(survivor).toMatchObject({ status: 'pending', merged_into: null });
    expect(merged).toMatchObject({ status: 'resolved', merged_into: survivor?.id });
    expect((await messages()).map((message) => message.ticket_id)).toEqual([survivor?.id, survivor?.id, survivor?.id]);
    const conversations = await harness.database.query('SELECT 1 FROM conversation WHERE number_id = $1', [numberId]);
    expect(conversations).toHaveLength(1);
  });

  it('applies a status, an edit, a deletion and a reaction that precede their message', async () => {
    const question = aTextUpsert({ text: 'before', at: 1_790_000_010 });
    const phoneReply = aTextUpsert({ fromMe: true, at: 1_790_000_020 });
    const key = (data: typeof question) => ({
      remoteJid: data.key.remoteJid,
      fromMe: data.key.fromMe,
      id: data.key.id,
    });
    await harness.store.execute([
      aDelivery('messages.update', instance, {
        keyId: phoneReply.key.id,
        remoteJid: phoneReply.key.remoteJid,
        fromMe: true,
        status: 'READ',
      }),
      aDelivery('messages.update', instance, {
        keyId: phoneReply.key.id,
        remoteJid: phoneReply.key.remoteJid,
        fromMe: true,
        status: 'DELIVERY_ACK',
      }),
      aDelivery('messages.edited', instance, {
        key: { ...key(question), fromMe: true },
        type: 'MESSAGE_EDIT',
        editedMessage: { conversation: 'after' },
        timestampMs: '1790000500000',
      }),
      upsert({
        ...aTextUpsert(),
        message: { reactionMessage: { key: key(question), text: '👍', senderTimestampMs: 1_790_000_600_000 } } as never,
        messageType: 'reactionMessage',
      }),
    ]);
    expect(await messages()).toHaveLength(0);

    await harness.store.execute([upsert(question), upsert(phoneReply)]);
    const [first, second] = await messages();
    expect(first).toMatchObject({ text: 'after' });
    expect(second).toMatchObject({ status: 'read', from_me: true });
    expect(await harness.database.query('SELECT emoji FROM reaction WHERE message_id = $1', [first?.id])).toEqual([
      { emoji: '👍' },
    ]);
    expect(
      await harness.database.query('SELECT text FROM message_edit WHERE message_id = $1 ORDER BY edited_at', [
        first?.id,
      ]),
    ).toEqual([{ text: 'before' }, { text: 'after' }]);
    expect(await harness.database.query('SELECT 1 FROM waiting_fact WHERE number_id = $1', [numberId])).toEqual([]);

    await harness.store.execute([aDelivery('messages.delete', instance, key(question))]);
    expect((await messages())[0]?.deleted_at).not.toBeNull();
  });

  it('keeps a message that reuses the id of another sender beside the first', async () => {
    await harness.store.execute([upsert(aTextUpsert({ id: 'SAME', phone: '5511911111111', text: 'mine' }))]);
    await harness.store.execute([upsert(aTextUpsert({ id: 'SAME', phone: '5511922222222', text: 'hostile' }))]);
    expect((await messages()).map(({ text, salt }) => [text, salt === ''])).toEqual([
      ['mine', true],
      ['hostile', false],
    ]);
  });

  it('keeps it beside the first also when both come in one batch', async () => {
    const mine = aTextUpsert({ id: 'TWIN', phone: '5511911111111', text: 'mine' });
    const hostile = aTextUpsert({ id: 'TWIN', phone: '5511922222222', text: 'hostile' });
    await harness.store.execute([upsert(mine), upsert(hostile), upsert(mine), upsert(hostile)]);
    expect((await messages()).map(({ text }) => text)).toEqual(['mine', 'hostile']);
  });

  it('orders a file that did not come along, but not those of history pages', async () => {
    await harness.store.execute([
      upsert(aPhotoUpsert('R1')),
      aDelivery('messages.set', instance, [aPhotoUpsert('R2')]),
    ]);
    const orders = await harness.database.query<{ type: string; body: object }>(
      `SELECT type, body FROM outbox_message WHERE body->>'numberId' = $1`,
      [numberId],
    );
    expect(orders).toMatchObject([{ type: 'file.fetch.v1', body: { message: { key: { id: 'R1' } } } }]);
  });

  it('takes a webhook for the number whose hook it proved to be, whatever instance it names', async () => {
    const other = `${instance}-victim`;
    const victimId = await harness.addNumber(other);
    await harness.store.execute([provenBy(numberId, other), provenBy(numberId, 'renamed'), provenBy('gone', instance)]);
    expect(await messages()).toHaveLength(3);
    expect(await harness.database.query('SELECT 1 FROM message WHERE number_id = $1', [victimId])).toEqual([]);
  });

  it('keeps webhooks of a number nobody knows in quarantine, once', async () => {
    const delivery = aDelivery('messages.upsert', 'nobody', aTextUpsert());
    await harness.store.execute([delivery]);
    await harness.store.execute([delivery]);
    const rows = await harness.database.query<{ instance: string; body: Buffer }>(
      `SELECT instance, body FROM quarantined_event WHERE instance = 'nobody'`,
    );
    expect(rows).toHaveLength(1);
    expect(JSON.parse(String(rows[0]?.body))).toMatchObject({ instance: 'nobody' });
  });

  it('stores history and what was typed on the phone without opening a ticket, and takes it in when one opens', async () => {
    const early = aTextUpsert({ fromMe: true, at: 1_790_000_010 });
    const late = aTextUpsert({ fromMe: true, at: 1_790_000_030 });
    await harness.store.execute([
      upsert(early),
      upsert(late),
      aDelivery('messages.set', instance, [aTextUpsert({ at: 1_790_000_005 })]),
    ]);
    expect(await tickets()).toHaveLength(0);
    await harness.store.execute([upsert(aTextUpsert({ at: 1_790_000_020 }))]);
    const [ticket] = await tickets();
    expect((await messages()).map((message) => message.ticket_id)).toEqual([null, null, ticket?.id, ticket?.id]);
    expect(harness.published.filter((event) => event.type === 'message.created')).toHaveLength(2);
  });

  it('says which delivery makes no sense and stores the rest', async () => {
    const broken = aDelivery('messages.upsert', instance, { key: {}, message: {} });
    const { deadLetter } = await harness.store.execute([upsert(aTextUpsert()), broken, upsert(aTextUpsert())]);
    expect(deadLetter).toEqual([{ delivery: broken, reason: expect.stringContaining('malformed') }]);
    expect(await messages()).toHaveLength(2);
  });

  it('puts the file that came within a webhook into the media store, once per content, and believes its bytes', async () => {
    const file = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg', 'base64');
    const photo = (id: string) => ({
      ...aTextUpsert({ id }),
      message: {
        imageMessage: { mimetype: 'image/jpeg', caption: 'Chegou assim' },
        base64: file.toString('base64'),
      } as never,
      messageType: 'imageMessage',
    });
    await harness.store.execute([upsert(photo('P1')), upsert(photo('P2'))]);
    const rows = await harness.database.query<{ state: string; object: string; size: string; mime_type: string }>(
      'SELECT f.state, f.object, f.size, f.mime_type FROM attachment f JOIN message m ON m.id = f.message_id WHERE m.number_id = $1',
      [numberId],
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ state: 'stored', size: '45', mime_type: 'image/png', object: rows[1]?.object });
    expect(await harness.media.read(rows[0]?.object ?? '')).toEqual(file);
    expect(JSON.stringify(await messages())).not.toContain(file.toString('base64'));
  });

  it('reads a body that was too large for the broker from the media store, and says when it is not there', async () => {
    const body = { event: 'messages.upsert', instance, data: aTextUpsert({ text: 'large' }) };
    await harness.media.put('inbound/2026-01-01/a.json', Buffer.from(JSON.stringify(body)));
    const reference = (name: string) => {
      const delivery = aDelivery('messages.upsert', instance, undefined);
      return { ...delivery, headers: { ...delivery.headers, 'x-body-ref': `inbound/2026-01-01/${name}.json` } };
    };
    const lost = reference('b');
    const { deadLetter } = await harness.store.execute([reference('a'), lost]);
    expect(deadLetter).toEqual([{ delivery: lost, reason: 'its body is not in the media store' }]);
    expect((await messages()).map(({ text }) => text)).toEqual(['large']);
  });

  it('counts each message once per outcome', async () => {
    harness.counted.length = 0;
    const question = aTextUpsert();
    const reply = aTextUpsert({ fromMe: true });
    const read = { keyId: reply.key.id, remoteJid: reply.key.remoteJid, fromMe: true, status: 'READ' };
    await harness.store.execute([upsert(question), upsert(reply)]);
    await harness.store.execute([upsert(question), aDelivery('messages.update', instance, read)]);
    await harness.store.execute([aDelivery('messages.update', instance, read)]);
    expect(harness.counted.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'text received',
      'text sent',
      'text duplicate',
      'text delivered',
      'text read',
    ]);
  });

  it('counts what only the back-fill knew of, once', async () => {
    harness.recovered = 0;
    const question = aTextUpsert();
    const found = upsert(question);
    const asFound = { ...found, headers: { ...found.headers, 'x-origin': 'backfill' } };
    await harness.store.execute([asFound]);
    await harness.store.execute([asFound, upsert(question)]);
    await harness.store.execute([upsert(aTextUpsert())]);
    expect(harness.recovered).toBe(1);
  });

  it('passes a QR code on to administrators without storing it', async () => {
    harness.signals.length = 0;
    const data = { qrcode: { instance, pairingCode: null, code: '2@abc', base64: 'data:image/png;base64,AAAA' } };
    await harness.store.execute([aDelivery('qrcode.updated', instance, data)]);
    expect(harness.signals).toMatchObject([
      {
        type: 'number.qr-code',
        data: { numberId, qr: { code: '2@abc' } },
        audience: { everyone: false, departmentIds: [], agentIds: [] },
      },
    ]);
  });

  it('works with a single database connection', async () => {
    const narrow = await TicketHarness.open(testDatabase.url, { poolSize: 1 });
    try {
      const narrowId = await narrow.addNumber('narrow');
      await Promise.all(
        [1, 2, 3].map(() => narrow.store.execute([aDelivery('messages.upsert', 'narrow', aTextUpsert())])),
      );
      const stored = await narrow.database.query('SELECT 1 FROM message WHERE number_id = $1', [narrowId]);
      expect(stored).toHaveLength(3);
    } finally {
      await narrow.close();
    }
  });
});

/** A customer's text from the hook of a number, naming an instance. */
function provenBy(numberId: string, instance: string): Delivery {
  const delivery = aDelivery('messages.upsert', instance, aTextUpsert());
  return { ...delivery, headers: { ...delivery.headers, 'x-number-id': numberId } };
}
