import { randomUUID } from 'node:crypto';
import type { ActContent, EndSend, SendMessage } from '@bkcrm/contracts';
import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import { withAnsweredTicket } from './answered-ticket.js';
import { aDelivery, aTextUpsert } from './ticket-harness.js';

describe('what agents do to messages', () => {
  const ticket = withAnsweredTicket();
  const { send, commands, report, read, upload, sent, on, unknown, inMinutes } = ticket;

  const marks = async (): Promise<unknown[]> => {
    const rows = await ticket.harness.database.query<{ body: { messages: unknown[] } }>(
      `SELECT body FROM outbox_message WHERE body->>'numberId' = $1 AND type = 'message.mark-read.v1' ORDER BY id`,
      [ticket.numberId],
    );
    return rows.map(({ body }) => body.messages);
  };
  const readAs = (actorId: string): Promise<unknown> =>
    ticket.harness.markTicketRead.execute({ actorId, ticketId: ticket.ticketId, readUpTo: new Date().toISOString() });

  describe('acts', () => {
    it('stand behind their message in the same order, and change it only when they have taken effect', async () => {
      const message = await send({ text: 'Bom dai' });
      const edited = await ticket.harness.actOnMessage.edit({ ...on(message), text: 'Bom dia' });
      expect(edited).toMatchObject({
        text: 'Bom dai',
        editedAt: null,
        acts: [{ kind: 'edit', status: 'queued', text: 'Bom dia' }],
      });
      expect(edited.version).toBeGreaterThan(message.version);
      const [first, second] = await commands();
      expect(first).toMatchObject({ commandId: message.id, position: 1 });
      expect(second).toMatchObject({
        position: 2,
        conversationId: first?.conversationId,
        content: { kind: 'edit', text: 'Bom dia', target: { messageId: message.id, fromMe: true } },
      });
      await report(message.id, ['sent', { whatsappId: `W${ticket.ticketId}` }]);
      ticket.harness.published.length = 0;
      await report(second?.commandId ?? '', ['sending'], ['sent']);
      expect(await read(message.id)).toMatchObject({ text: 'Bom dia', acts: [] });
      expect(ticket.harness.published).toMatchObject([
        { type: 'message.updated', data: { id: message.id, text: 'Bom dia', acts: [] } },
      ]);
    });

    it('set, replace and take back our reaction, whatever the order of the results', async () => {
      const message = ticket.received;
      await ticket.harness.actOnMessage.react({ ...on(message), emoji: '👍' });
      await ticket.harness.actOnMessage.react({ ...on(message), emoji: '👍' });
      await ticket.harness.actOnMessage.react({ ...on(message), emoji: '❤️' });
      const ordered = await commands();
      expect(ordered.map(({ content }) => content)).toMatchObject([
        { kind: 'reaction', emoji: '👍', target: { whatsappId: ticket.received.whatsappId, fromMe: false } },
        { kind: 'reaction', emoji: '❤️' },
      ]);
      await report(ordered[1]?.commandId ?? '', ['sent']);
      await report(ordered[0]?.commandId ?? '', ['sent']);
      expect((await read(message.id)).reactions).toMatchObject([{ by: 'us', emoji: '❤️' }]);
      await ticket.harness.actOnMessage.react({ ...on(message), emoji: '' });
      await report((await commands())[2]?.commandId ?? '', ['sent']);
      expect(await read(message.id)).toMatchObject({ reactions: [], acts: [] });
      await expect(ticket.harness.actOnMessage.react({ ...on(message), emoji: 'ok' })).rejects.toMatchObject({
        code: 'message.not-an-emoji',
      });
    });

    it('go over, with all else, to the message that takes the place of one that was thought to be another program’s', async () => {
      const message = await send({ text: 'Bom dia' });
      const { harness, instance, phone } = ticket;
      const whatsappId = `B${ticket.ticketId}`;
      const found = aDelivery(
        'messages.upsert',
        instance,
        aTextUpsert({ id: whatsappId, phone, fromMe: true, text: 'Bom dia' }),
      );
      await harness.store.execute([{ ...found, headers: { ...found.headers, 'x-origin': 'backfill' } }]);
      await harness.database.query(`UPDATE unclaimed_echo SET received_at = now() - interval '4 minutes'`);
      await harness.releaseEchoes.execute();
      const [foreign] = await harness.database.query<{ id: string }>('SELECT id FROM message WHERE whatsapp_id = $1', [
        whatsappId,
      ]);
      expect(foreign?.id).not.toBe(message.id);
      await harness.actOnMessage.react({ ...on({ id: foreign?.id ?? '' }), emoji: '👍' });
      const key = { id: whatsappId, fromMe: true, remoteJid: `${phone}@s.whatsapp.net` };
      await harness.store.execute([
        aDelivery('messages.update', instance, { keyId: whatsappId, fromMe: true, status: 'READ' }),
        aDelivery('messages.upsert', instance, {
          ...aTextUpsert({ phone }),
          message: { reactionMessage: { key, text: '❤️', senderTimestampMs: 1_790_000_000_000 } },
          messageType: 'reactionMessage',
        }),
      ]);

      await report(message.id, ['sent', { whatsappId }]);
      expect(await read(message.id)).toMatchObject({
        status: 'read',
        reactions: [{ emoji: '❤️' }],
        acts: [{ kind: 'reaction', status: 'queued' }],
      });
      await report((await commands()).at(-1)?.commandId ?? '', ['sent']);
      expect(await read(message.id)).toMatchObject({ acts: [] });
      expect((await read(message.id)).reactions.map(({ emoji }) => emoji).sort()).toEqual(['❤️', '👍'].sort());
    });

    it('show that they failed, and leave the message as it was', async () => {
      const message = await sent();
      await ticket.harness.actOnMessage.delete(on(message));
      const act = (await commands()).at(-1);
      const reason = { code: 'act.unconfirmed', message: '…' };
      await report(act?.commandId ?? '', ['failed', { reason }]);
      const after = await read(message.id);
      expect(after).toMatchObject({
        text: 'Bom dia',
        deletedAt: null,
        acts: [{ kind: 'deletion', status: 'failed', failure: reason }],
      });
      expect(ticket.harness.published.at(-1)).toMatchObject({
        type: 'message.updated',
        data: { version: after.version },
      });
      await ticket.harness.actOnMessage.delete(on(message));
      await report((await commands()).at(-1)?.commandId ?? '', ['sent']);
      expect(await read(message.id)).toMatchObject({ text: null, acts: [] });
    });

    it('are refused when WhatsApp would refuse them, or they make no sense', async () => {
      const message = await sent();
      const place = await sent({ location: { latitude: 1, longitude: 1 } });
      const failed = await send({ text: 'x' });
      await report(failed.id, ['failed', { reason: { code: 'x', message: 'x' } }]);
      const edit = (of: { id: string }) => ticket.harness.actOnMessage.edit({ ...on(of), text: 'outra' });
      await expect(edit(ticket.received)).rejects.toMatchObject({ code: 'message.not-ours' });
      await expect(edit(place)).rejects.toMatchObject({ code: 'message.not-editable' });
      await expect(edit(failed)).rejects.toMatchObject({ code: 'message.not-sent' });
      await expect(edit({ id: uuid() })).rejects.toMatchObject({ code: 'message.not-found' });
      ticket.harness.clock.advance(16 * 60);
      await expect(edit(message)).rejects.toMatchObject({ code: 'message.too-late-to-edit' });
      ticket.harness.clock.advance(-16 * 60);
      expect((await commands<{ content: ActContent }>()).filter(({ content }) => content.kind === 'edit')).toEqual([]);
    });
  });

  describe('cancelling', () => {
    it('is the decision of the sender while the message is queued', async () => {
      const message = await send({ text: 'não!' });
      expect(await ticket.harness.endMessage.cancel(on(message))).toMatchObject({ status: 'queued' });
      const order = (await commands<EndSend>()).at(-1);
      expect(order).toMatchObject({ commandId: message.id, outcome: 'cancelled', position: 1 });
      await report(message.id, ['cancelled', { reason: { code: 'send.cancelled', message: '…' } }]);
      expect(await read(message.id)).toMatchObject({ status: 'cancelled' });
    });

    it('is refused once the message is being sent', async () => {
      const message = await send({ text: 'já foi' });
      await report(message.id, ['sending']);
      await expect(ticket.harness.endMessage.cancel(on(message))).rejects.toMatchObject({
        code: 'message.too-late-to-cancel',
        status: 409,
      });
    });
  });

  describe('scheduling', () => {
    it('takes the place in the conversation when the message is due, once, however many look', async () => {
      const later = await send({ text: 'mais tarde', scheduledFor: inMinutes(10) });
      expect(later).toMatchObject({ status: 'scheduled' });
      const now = await send({ text: 'agora' });
      expect(await commands()).toMatchObject([{ commandId: now.id, position: 1 }]);
      await ticket.harness.sendDueMessages.execute();
      expect(await commands()).toHaveLength(1);
      ticket.harness.clock.advance(600);
      await Promise.all([1, 2, 3].map(() => ticket.harness.sendDueMessages.execute()));
      await ticket.harness.sendDueMessages.execute();
      ticket.harness.clock.advance(-600);
      expect(await commands()).toMatchObject([{ position: 1 }, { commandId: later.id, position: 2 }]);
      expect(await read(later.id)).toMatchObject({ status: 'queued' });
      expect(ticket.harness.published.at(-1)).toMatchObject({
        type: 'message.updated',
        data: { id: later.id, status: 'queued' },
      });
    });

    it('can be changed and cancelled until then', async () => {
      const first = await send({ text: 'um', scheduledFor: inMinutes(10) });
      const second = await send({ text: 'dois', scheduledFor: inMinutes(10) });
      const scheduledFor = inMinutes(20);
      expect(await ticket.harness.actOnMessage.edit({ ...on(first), text: 'uno', scheduledFor })).toMatchObject({
        text: 'uno',
        scheduledFor,
      });
      expect(await ticket.harness.endMessage.cancel(on(second))).toMatchObject({
        status: 'cancelled',
        scheduledFor: null,
      });
      ticket.harness.clock.advance(660);
      await ticket.harness.sendDueMessages.execute();
      expect(await commands()).toEqual([]);
      ticket.harness.clock.advance(600);
      await ticket.harness.sendDueMessages.execute();
      ticket.harness.clock.advance(-1260);
      expect(await commands()).toMatchObject([{ commandId: first.id, content: { text: 'uno' } }]);
    });

    it('sends at once what is due already, and refuses what is more than a year away', async () => {
      expect(await send({ text: 'a', scheduledFor: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 'queued' });
      await expect(send({ text: 'b', scheduledFor: inMinutes(60 * 24 * 400) })).rejects.toMatchObject({
        code: 'message.scheduled-too-far',
      });
    });
  });

  describe('a message of which nobody knows what became of it', () => {
    it('is what the agent says, through the sender, and its late echo is no second message', async () => {
      const message = await unknown({ text: 'chegou?' });
      await ticket.harness.endMessage.resolve({ ...on(message), outcome: 'arrived' });
      expect((await commands<EndSend>()).at(-1)).toMatchObject({ commandId: message.id, outcome: 'arrived' });
      await report(message.id, ['unknown'], ['sent']);
      expect(await read(message.id)).toMatchObject({ status: 'sent', failure: null, whatsappId: null });
      const late = aTextUpsert({ id: `LATE${ticket.ticketId}`, phone: ticket.phone, fromMe: true, text: 'chegou?' });
      await ticket.harness.store.execute([aDelivery('send.message', ticket.instance, { ...late, status: 'PENDING' })]);
      await report(message.id, ['unknown'], ['sent'], ['sent', { whatsappId: `LATE${ticket.ticketId}` }]);
      const ours = await ticket.harness.database.query('SELECT id FROM message WHERE number_id = $1 AND from_me', [
        ticket.numberId,
      ]);
      expect(ours).toEqual([{ id: message.id }]);
      await expect(ticket.harness.endMessage.resolve({ ...on(message), outcome: 'arrived' })).rejects.toMatchObject({
        code: 'message.not-unknown',
      });
    });

    it('leaves no number that was removed, neither as a new message nor once more', async () => {
      const message = await unknown({ text: 'Oi' });
      await ticket.harness.database.query('UPDATE whatsapp_number SET removed_at = now() WHERE id = $1', [
        ticket.numberId,
      ]);
      const removed = { code: 'number.removed' };
      await expect(ticket.send({ text: 'Tem alguém aí?' })).rejects.toMatchObject(removed);
      const again = { ...on(message), clientId: randomUUID() };
      await expect(ticket.harness.endMessage.sendAgain(again)).rejects.toMatchObject(removed);
    });

    it('is sent again as a new message that names it, once for each client id, with its file', async () => {
      const { id: attachmentId, object } = await upload('image/png');
      const message = await unknown({ attachmentId, caption: 'A loja' });
      const request = { ...on(message), clientId: randomUUID() };
      const again = await ticket.harness.endMessage.sendAgain(request);
      expect(again).toMatchObject({ resendOf: message.id, kind: 'image', text: 'A loja', status: 'queued' });
      expect(await ticket.harness.endMessage.sendAgain(request)).toMatchObject({ id: again.id });
      expect(await commands<Partial<SendMessage & EndSend>>()).toMatchObject([
        { commandId: message.id },
        { commandId: message.id, outcome: 'not-arrived' },
        { commandId: again.id, content: { kind: 'image', object, caption: 'A loja' } },
      ]);
      const reason = { code: 'send.not-arrived', message: '…' };
      await report(message.id, ['unknown'], ['failed', { reason }]);
      expect(await read(message.id)).toMatchObject({ status: 'failed', failure: reason });
      await expect(ticket.harness.endMessage.sendAgain({ ...on(again), clientId: randomUUID() })).rejects.toMatchObject(
        {
          code: 'message.not-resendable',
        },
      );
    });
  });

  describe('reading', () => {
    it('is shown to the customer once, whoever reads, by the phone', async () => {
      const remoteJid = `${ticket.phone}@s.whatsapp.net`;
      const colleague = await ticket.harness.addAgent();
      await readAs(ticket.actorId);
      await readAs(colleague);
      expect(await marks()).toEqual([[{ whatsappId: ticket.received.whatsappId, remoteJid }]]);
      const next = aTextUpsert({ phone: ticket.phone });
      await ticket.harness.store.execute([aDelivery('messages.upsert', ticket.instance, next)]);
      await readAs(colleague);
      expect((await marks()).slice(1)).toEqual([[{ whatsappId: next.key.id, remoteJid }]]);
    });
  });
});
