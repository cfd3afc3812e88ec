import { randomUUID } from 'node:crypto';
import type { SendMessage, SendResult } from '@bkcrm/contracts';
import { findTicket, listTicketMessages, listTickets } from '@bkcrm/read-model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectLedgerToAddUp } from './expect-ledger.js';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

describe('answering', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  let instance: string;
  let numberId: string;
  let ticketId: string;
  let actorId: string;
  let phone: string;
  let sequence = 0;

  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
    actorId = await harness.addAgent();
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    sequence += 1;
    instance = `shop-${sequence}`;
    phone = `55119${String(sequence).padStart(8, '0')}`;
    numberId = await harness.addNumber(instance);
    await harness.store.execute([aDelivery('messages.upsert', instance, aTextUpsert({ phone }))]);
    const [ticket] = await harness.database.query<{ id: string }>('SELECT id FROM ticket WHERE number_id = $1', [
      numberId,
    ]);
    ticketId = ticket?.id ?? '';
    harness.published.length = 0;
  });

  const request = (overrides: object = {}) => ({
    actorId,
    ticketId,
    clientId: randomUUID(),
    text: 'Bom dia!',
    ...overrides,
  });
  const ours = () =>
    harness.database.query<{ id: string; text: string; status: string; whatsapp_id: string | null }>(
      'SELECT * FROM message WHERE number_id = $1 AND from_me ORDER BY position, sent_at',
      [numberId],
    );
  const commands = () =>
    harness.database.query<{ body: SendMessage }>(
      `SELECT body FROM outbox_message WHERE body->>'numberId' = $1 ORDER BY id`,
      [numberId],
    );
  const result = (
    commandId: string,
    state: SendResult['state'],
    revision: number,
    extra: Partial<SendResult> = {},
  ): SendResult => ({
    commandId,
    numberId,
    state,
    revision,
    at: new Date().toISOString(),
    ...extra,
  });
  const echo = (whatsappId: string, text = 'Bom dia!') =>
    aDelivery('send.message', instance, {
      ...aTextUpsert({ id: whatsappId, phone, fromMe: true, text }),
      status: 'PENDING',
    });
  const status = (whatsappId: string, value: string) =>
    aDelivery('messages.update', instance, {
      keyId: whatsappId,
      remoteJid: `${phone}@s.whatsapp.net`,
      fromMe: true,
      status: value,
    });

  it('stores the answer and its command in one transaction, and the ticket is taken', async () => {
    const message = await harness.sendMessage.execute(request());
    expect(message).toMatchObject({ status: 'queued', direction: 'out', text: 'Bom dia!' });
    expect(await commands()).toMatchObject([
      { body: { commandId: message.id, position: 1, recipient: `${phone}@s.whatsapp.net` } },
    ]);
    expect(harness.published.map(({ type }) => type)).toEqual(['ticket.updated', 'message.created']);
    const { items } = await listTickets(
      harness.database,
      { agentId: actorId, role: 'agent', departmentIds: [] },
      { limit: 50 },
    );
    expect(items.find(({ id }) => id === ticketId)).toMatchObject({
      status: 'open',
      assignee: { id: actorId },
      lastMessage: { id: message.id },
    });
  });

  it('stores ten identical requests at once as one message and one command', async () => {
    const same = request();
    const answers = await Promise.all(Array.from({ length: 10 }, () => harness.sendMessage.execute(same)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await ours()).toHaveLength(1);
    expect(await commands()).toHaveLength(1);
  });

  it('refuses a client id that stood for another text', async () => {
    const first = request();
    await harness.sendMessage.execute(first);
    await expect(harness.sendMessage.execute({ ...first, text: 'something else' })).rejects.toMatchObject({
      code: 'message.client-id-reused',
      status: 409,
    });
  });

  it('refuses whoever may not see the ticket as if it did not exist, and a resolved ticket', async () => {
    const departmentId = await harness.addDepartment();
    await harness.updateTicket.execute({ actorId, ticketId, departmentId });
    const stranger = await harness.addAgent();
    await expect(harness.sendMessage.execute(request({ actorId: stranger }))).rejects.toMatchObject({
      code: 'ticket.not-found',
      status: 404,
    });
    const colleague = await harness.addAgent({ departmentIds: [departmentId] });
    await harness.updateTicket.execute({ actorId: colleague, ticketId, status: 'resolved' });
    await expect(harness.sendMessage.execute(request({ actorId: colleague }))).rejects.toMatchObject({
      code: 'ticket.resolved',
      status: 409,
    });
    expect(await ours()).toEqual([]);
  });

  it('numbers the sends of a conversation in order', async () => {
    for (const text of ['one', 'two', 'three']) await harness.sendMessage.execute(request({ text }));
    const bodies = (await commands()).map(({ body }) => body);
    expect(bodies.map(({ position }) => position)).toEqual([1, 2, 3]);
    // So that the sender knows that it has to wait for one that is late.
    const before = [undefined, bodies[0]?.queuedAt, bodies[1]?.queuedAt];
    expect(bodies.map(({ previousQueuedAt }) => previousQueuedAt)).toEqual(before);
  });

  it('says whether a message answers a contact who waits, or was asked for by nobody', async () => {
    const lastWrote = (ago: string) =>
      harness.database.query(
        `UPDATE message SET sent_at = now() - $2::interval WHERE number_id = $1 AND direction = 'in'`,
        [numberId, ago],
      );
    await lastWrote('23 hours');
    await harness.sendMessage.execute(request());
    await lastWrote('25 hours');
    await harness.sendMessage.execute(request());
    await harness.database.query(`DELETE FROM message WHERE number_id = $1 AND direction = 'in'`, [numberId]);
    await harness.sendMessage.execute(request());
    expect((await commands()).map(({ body }) => body)).toMatchObject([
      { purpose: 'reply', firstContact: false },
      { purpose: 'outreach', firstContact: false },
      { purpose: 'outreach', firstContact: true },
    ]);
  });

  it('makes one read message of an echo and a READ that come before the answer of the send', async () => {
    const message = await harness.sendMessage.execute(request());
    await harness.applyResults.execute([result(message.id, 'sending', 1)]);
    await harness.store.execute([echo('E1'), status('E1', 'DELIVERY_ACK'), status('E1', 'READ')]);
    expect(await ours()).toMatchObject([{ id: message.id, status: 'sending', whatsapp_id: null }]);

    await harness.applyResults.execute([result(message.id, 'sent', 2, { whatsappId: 'E1' })]);
    expect(await ours()).toMatchObject([{ id: message.id, status: 'read', whatsapp_id: 'E1' }]);
    expect(await harness.database.query('SELECT 1 FROM unclaimed_echo WHERE number_id = $1', [numberId])).toEqual([]);
    await harness.store.execute([echo('E1')]);
    expect(await ours()).toHaveLength(1);
    await expectLedgerToAddUp(harness.database, numberId);
  });

  it('applies results that repeat and overtake each other by their revision, and never takes back what WhatsApp said', async () => {
    const message = await harness.sendMessage.execute(request());
    await harness.applyResults.execute([
      result(message.id, 'sent', 2, { whatsappId: 'O1' }),
      result(message.id, 'sending', 1),
    ]);
    await harness.store.execute([status('O1', 'READ')]);
    await harness.applyResults.execute([result(message.id, 'sending', 1)]);
    await harness.applyResults.execute([result(message.id, 'unknown', 3, { reason: { code: 'x', message: 'y' } })]);
    expect(await ours()).toMatchObject([{ status: 'read', failure: null }]);
  });

  it('does not go back from unknown to sending when an older result comes late', async () => {
    const message = await harness.sendMessage.execute(request());
    await harness.applyResults.execute([result(message.id, 'unknown', 2, { reason: { code: 'x', message: 'y' } })]);
    await harness.applyResults.execute([result(message.id, 'sending', 1)]);
    expect(await ours()).toMatchObject([{ status: 'unknown', failure: { code: 'x' } }]);
  });

  it('shows a message as queued again when an attempt certainly did not send it', async () => {
    harness.counted.length = 0;
    const message = await harness.sendMessage.execute(request());
    await harness.applyResults.execute([result(message.id, 'sending', 1)]);
    await harness.applyResults.execute([result(message.id, 'queued', 2)]);
    expect(await ours()).toMatchObject([{ status: 'queued', failure: null }]);
    await harness.applyResults.execute([
      result(message.id, 'sending', 3),
      result(message.id, 'sent', 4, { whatsappId: 'Q1' }),
    ]);
    expect(await ours()).toMatchObject([{ status: 'sent' }]);
    expect(harness.counted.map(({ status }) => status)).toEqual(['sent']);
  });

  it('tells why a send failed', async () => {
    const message = await harness.sendMessage.execute(request());
    const reason = { code: 'recipient.not-on-whatsapp', message: 'The number is not on WhatsApp.' };
    await harness.applyResults.execute([result(message.id, 'failed', 2, { reason })]);
    expect(harness.published.at(-1)).toMatchObject({
      type: 'message.updated',
      data: { id: message.id, status: 'failed', failure: reason },
    });
  });

  it('warns about a message that was not acknowledged, until WhatsApp says anything about it', async () => {
    const reason = { code: 'send.unacknowledged', message: 'not confirmed' };
    const message = await harness.sendMessage.execute(request());
    await harness.applyResults.execute([result(message.id, 'sent', 2, { whatsappId: 'W1' })]);
    await harness.applyResults.execute([result(message.id, 'sent', 3, { whatsappId: 'W1', reason })]);
    expect(harness.published.at(-1)).toMatchObject({ data: { status: 'sent', failure: null, warning: reason } });
    await harness.store.execute([status('W1', 'SERVER_ACK')]);
    expect(harness.published.at(-1)).toMatchObject({ data: { status: 'sent', warning: null } });
    await harness.applyResults.execute([result(message.id, 'sent', 4, { whatsappId: 'W1', reason })]);
    await harness.applyResults.execute([result(message.id, 'sent', 5, { whatsappId: 'W1' })]);
    expect(await ours()).toMatchObject([{ status: 'sent', warning: null }]);
    await harness.applyResults.execute([result(message.id, 'sent', 6, { whatsappId: 'W1', reason })]);
    await harness.store.execute([status('W1', 'ERROR')]);
    expect(harness.published.at(-1)).toMatchObject({
      data: { status: 'failed', failure: { code: 'whatsapp.refused' }, warning: null },
    });
  });

  it('says why and until when a message is held back', async () => {
    const reason = { code: 'send.held', message: 'held back' };
    const until = '2026-11-26T00:00:00.000Z';
    const message = await harness.sendMessage.execute(request());
    await harness.applyResults.execute([result(message.id, 'queued', 1, { reason, until })]);
    expect(harness.published.at(-1)).toMatchObject({
      data: { status: 'queued', failure: null, warning: { ...reason, until } },
    });
    await harness.applyResults.execute([result(message.id, 'sending', 2)]);
    expect(await ours()).toMatchObject([{ status: 'sending', warning: null }]);
  });

  it('stores an echo that nobody claimed as sent by another program, and the late answer takes its place', async () => {
    const message = await harness.sendMessage.execute(request());
    await harness.store.execute([echo('L1')]);
    await harness.database.query(`UPDATE unclaimed_echo SET received_at = now() - interval '4 minutes'`);
    await harness.releaseEchoes.execute();
    expect(await ours()).toMatchObject([{ id: message.id }, { whatsapp_id: 'L1' }]);

    await harness.applyResults.execute([result(message.id, 'sent', 2, { whatsappId: 'L1' })]);
    expect(await ours()).toMatchObject([{ id: message.id, status: 'sent', whatsapp_id: 'L1' }]);
    expect(harness.published.map(({ type }) => type)).toContain('message.removed');
    await expectLedgerToAddUp(harness.database, numberId);
  });

  it('lets the answer claim a message that a back-fill found first', async () => {
    const message = await harness.sendMessage.execute(request());
    const found = aDelivery(
      'messages.upsert',
      instance,
      aTextUpsert({ id: 'B1', phone, fromMe: true, text: 'Bom dia!' }),
    );
    await harness.store.execute([{ ...found, headers: { ...found.headers, 'x-origin': 'backfill' } }]);
    expect(await ours()).toHaveLength(1);
    await harness.applyResults.execute([result(message.id, 'sent', 2, { whatsappId: 'B1' })]);
    expect(await ours()).toMatchObject([{ id: message.id, status: 'sent', whatsapp_id: 'B1' }]);
    await expectLedgerToAddUp(harness.database, numberId);
  });

  it('stores the echo of another program at once while nothing of ours is under way', async () => {
    await harness.store.execute([echo('F1', 'from the shop system')]);
    expect(await ours()).toMatchObject([{ text: 'from the shop system', whatsapp_id: 'F1' }]);
  });

  it('refuses a change based on a version that is no longer the latest', async () => {
    const { version } = await harness.updateTicket.execute({ actorId, ticketId, assigneeId: actorId });
    await harness.updateTicket.execute({ actorId, ticketId, status: 'resolved', version });
    await expect(harness.updateTicket.execute({ actorId, ticketId, status: 'open', version })).rejects.toMatchObject({
      code: 'ticket.version-conflict',
    });
  });

  it('tells those who can no longer see a ticket, by the audience before the change', async () => {
    const departmentId = await harness.addDepartment();
    await harness.updateTicket.execute({ actorId, ticketId, departmentId });
    expect(harness.published.at(-1)).toMatchObject({
      type: 'ticket.updated',
      audienceBefore: { everyone: true },
      audienceAfter: { everyone: false, departmentIds: [departmentId] },
    });
  });

  it('counts nothing as unread when the latest message was named as read', async () => {
    const principal = { agentId: actorId, role: 'agent' as const, departmentIds: [] };
    for (let round = 0; round < 20; round += 1) {
      await harness.store.execute([aDelivery('messages.upsert', instance, aTextUpsert({ phone }))]);
      const page = await listTicketMessages(harness.database, principal, ticketId, { limit: 1 });
      await harness.markTicketRead.execute({ actorId, ticketId, readUpTo: page?.items[0]?.receivedAt ?? '' });
      expect((await findTicket(harness.database, principal, ticketId))?.unread).toBe(0);
    }
  });

  it('moves a read position forward only, and tells that agent alone', async () => {
    const unread = async () =>
      (
        await listTickets(harness.database, { agentId: actorId, role: 'agent', departmentIds: [] }, { limit: 50 })
      ).items.find(({ id }) => id === ticketId)?.unread;
    expect(await unread()).toBe(1);
    await harness.markTicketRead.execute({ actorId, ticketId, readUpTo: new Date().toISOString() });
    await harness.markTicketRead.execute({ actorId, ticketId, readUpTo: '2020-01-01T00:00:00.000Z' });
    expect(await unread()).toBe(0);
    expect(harness.published.map(({ type, audienceAfter }) => [type, audienceAfter.agentIds])).toEqual([
      ['ticket.read', [actorId]],
    ]);
  });
});
