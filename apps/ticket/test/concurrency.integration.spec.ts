import { Transaction } from '@bkcrm/database';
import type { Delivery } from '@bkcrm/messaging';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aDelivery, aTextUpsert, retrying, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const text = (phone: string): Delivery => aDelivery('messages.upsert', 'stuck', aTextUpsert({ phone }));
const contact = (phone: string, pushName: string): Delivery =>
  aDelivery('contacts.update', 'stuck', { remoteJid: `${phone}@s.whatsapp.net`, pushName });

const inGroup = (group: string): Delivery => {
  const message = aTextUpsert();
  const key = { ...message.key, remoteJid: `${group}@g.us`, participant: message.key.remoteJid };
  return aDelivery('messages.upsert', 'groups', { ...message, key });
};

describe('transactions at the same time', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url, { poolSize: 30 });
  });
  afterAll(() => harness.close());

  const count = async (sql: string, numberId: string): Promise<number> =>
    (await harness.database.query(sql, [numberId])).length;

  /** A transaction that has done its work and keeps its locks until it is let go. */
  async function heldBeforeItsCommit(batch: Delivery[]): Promise<{ release: () => void; storing: Promise<unknown> }> {
    const realCommit = Object.getOwnPropertyDescriptor(Transaction.prototype, 'commit')?.value as () => Promise<void>;
    const commit = vi.spyOn(Transaction.prototype, 'commit');
    let release: (() => void) | undefined;
    commit.mockImplementationOnce(async function (this: Transaction) {
      await new Promise<void>((resolve) => (release = resolve));
      await realCommit.call(this);
    });
    const storing = harness.store.execute(batch);
    await eventually(() => expect(release).toBeDefined());
    commit.mockRestore();
    return { release: () => release?.(), storing };
  }

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

  it('let a status wait for its message that is not committed yet', async () => {
    const numberId = await harness.addNumber('held');
    const message = aTextUpsert({ fromMe: true, phone: '5511955550000' });
    const { id: keyId, remoteJid } = message.key;
    const { release, storing } = await heldBeforeItsCommit([aDelivery('messages.upsert', 'held', message)]);
    let isDone = false;
    const read = aDelivery('messages.update', 'held', { keyId, remoteJid, fromMe: true, status: 'READ' });
    const changing = retrying(() => harness.store.execute([read])).then(() => (isDone = true));
    const waits = `SELECT 1 FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    await eventually(async () => expect(isDone || (await harness.database.query(waits)).length > 0).toBe(true));
    release();
    await Promise.all([storing, changing]);
    expect(await count('SELECT 1 FROM waiting_fact WHERE number_id = $1', numberId)).toBe(0);
    expect(await count(`SELECT 1 FROM message WHERE number_id = $1 AND status = 'read'`, numberId)).toBe(1);
  });

  it('that would wait for one that is stuck put off what it holds, whatever that is, and store the rest', async () => {
    const replica = await TicketHarness.open(testDatabase.url);
    const { store } = replica;
    const numberId = await harness.addNumber('stuck');
    const [known, stranger, passerBy, other] = ['5511922220001', '5511922220002', '5511922220003', '5511922220004'];
    await harness.store.execute([text(known), text(passerBy)]);
    const reply = aTextUpsert({ phone: passerBy, fromMe: true });
    const { id: keyId, remoteJid } = reply.key;
    const stuck = [text(known), text(stranger), aDelivery('messages.upsert', 'stuck', reply)];
    const { release, storing } = await heldBeforeItsCommit(stuck);

    const held = [
      text(known),
      text(stranger),
      aDelivery('messages.update', 'stuck', { keyId, remoteJid, fromMe: true, status: 'READ' }),
      contact(known, 'Bia'),
    ];
    const free = [text(other), text(other)];
    const batch = [free[0], ...held, free[1]].flatMap((delivery) => delivery ?? []);
    const first = await retrying(() => store.execute(batch));
    expect(first).toEqual({ deadLetter: [], putOff: held });
    expect(await count('SELECT 1 FROM message WHERE number_id = $1', numberId)).toBe(4);
    // Nobody waits a second time to find out.
    expect(await store.execute(held)).toEqual(first);

    release();
    await storing;
    expect(await store.execute(held)).toEqual({ deadLetter: [], putOff: [] });
    await replica.close();
    expect(await count('SELECT 1 FROM message WHERE number_id = $1', numberId)).toBe(9);
    expect(await count(`SELECT 1 FROM message WHERE number_id = $1 AND status = 'read'`, numberId)).toBe(1);
    expect(await count(`SELECT 1 FROM contact WHERE name = 'Bia' AND $1 <> ''`, numberId)).toBe(1);
    expect(await count('SELECT 1 FROM ticket WHERE number_id = $1', numberId)).toBe(4);
  });

  it('that would wait for one that is stuck put off what comes to a group that it holds', async () => {
    const replica = await TicketHarness.open(testDatabase.url);
    for (const { config } of [harness, replica]) config.GROUPS_ENABLED = true;
    const numberId = await harness.addNumber('groups');
    const [held, free] = ['120363000000000001', '120363000000000002'];
    await harness.store.execute([inGroup(held), inGroup(free)]);
    const { release, storing } = await heldBeforeItsCommit([inGroup(held)]);
    const waiting = inGroup(held);
    const first = await retrying(() => replica.store.execute([waiting, inGroup(free)]));
    release();
    await storing;
    expect(first).toEqual({ deadLetter: [], putOff: [waiting] });
    expect(await count('SELECT 1 FROM message WHERE number_id = $1', numberId)).toBe(4);
    await replica.close();
    harness.config.GROUPS_ENABLED = false;
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
