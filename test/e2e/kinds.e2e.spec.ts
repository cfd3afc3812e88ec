import { BkcrmClient } from '@bkcrm/client';
import type { MessageResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator, withSystem } from './system.js';

const instance = 'loja';
const phone = '5511987650123';
// A picture of one point.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const patience = { timeout: 20_000 };

describe('what agents send besides text', () => {
  const system = withSystem({ instances: [instance] });
  let client: BkcrmClient;
  let ticketId: string;
  const close: (() => void)[] = [];

  beforeAll(async () => {
    client = new BkcrmClient({ url: system.current.urls.gateway });
    await client.login(administrator.email, administrator.password);
    client.connect();
    close.push(client.openList({}));
    await system.current.simulator.customerSends({ instance, phone, text: 'Oi' });
    ticketId = await eventually(() => {
      const [entry] = client.store.getSnapshot().tickets.values();
      if (entry === undefined) throw new Error('no ticket yet');
      return entry.ticket.id;
    }, patience);
    close.push(client.openTicket(ticketId));
  });
  afterAll(() => {
    for (const end of close) end();
    client.disconnect();
  });

  const messages = (): readonly MessageResource[] => {
    const [conversation] = client.store.getSnapshot().conversations.values();
    return conversation?.messages ?? [];
  };
  const shown = (clientId: string, expected: object): Promise<MessageResource> =>
    eventually(() => {
      const message = messages().find((other) => other.clientId === clientId);
      expect(message).toMatchObject(expected);
      if (message === undefined) throw new Error('not there');
      return message;
    }, patience);
  const onPhone = async (whatsappId: string | null) =>
    (await system.current.simulator.messages(instance, phone)).find(({ id }) => id === whatsappId);
  const seenOnPhone = (whatsappId: string | null, expected: object): Promise<void> =>
    eventually(async () => expect(await onPhone(whatsappId)).toMatchObject(expected), patience);

  it('arrives on the phone: a file with its caption, and a place', async () => {
    const photo = client.sendFile(ticketId, new Blob([png], { type: 'image/png' }), 'loja.png', { caption: 'A loja' });
    const place = client.send(ticketId, { location: { latitude: -23.55, longitude: -46.63, name: 'Loja' } });
    const sent = await shown(photo, { kind: 'image', text: 'A loja', attachment: { state: 'stored' } });
    const { whatsappId } = await shown(photo, { whatsappId: expect.any(String) as string });
    await seenOnPhone(whatsappId, { messageType: 'imageMessage', text: 'A loja' });
    await shown(place, { kind: 'location', whatsappId: expect.any(String) as string });
    const bytes = await client.api.attachment(sent.attachment?.url ?? '');
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(png);
  });

  it('changes what is there: a reaction, an edit, a deletion, in the order they were asked for', async () => {
    const [received] = messages();
    await client.react(ticketId, received?.id ?? '', '👍');
    await seenOnPhone(received?.whatsappId ?? null, { reactions: { company: '👍' } });
    await eventually(
      () => expect(messages()[0]).toMatchObject({ reactions: [{ by: 'us', emoji: '👍' }], acts: [] }),
      patience,
    );

    const clientId = client.send(ticketId, { text: 'Abrimos às 8h' });
    const { id } = await shown(clientId, {});
    // Whether it has left by now or not: the customer sees the new text.
    await client.editMessage(ticketId, id, { text: 'Abrimos às 9h' });
    const { whatsappId } = await shown(clientId, {
      text: 'Abrimos às 9h',
      editedAt: expect.any(String) as string,
      acts: [],
      whatsappId: expect.any(String) as string,
    });
    await seenOnPhone(whatsappId, { text: 'Abrimos às 9h' });

    await client.deleteMessage(ticketId, id);
    await seenOnPhone(whatsappId, { deleted: true });
    await shown(clientId, { text: null, deletedAt: expect.any(String) as string });
  });

  it('never arrives when it is cancelled in time, and what follows does', async () => {
    await system.current.simulator.close(instance, 'cut');
    await system.current.simulator.fault({
      action: 'respond',
      endpoint: 'message/sendText',
      status: 400,
      body: { status: 400, error: 'Bad Request', response: { message: ['Error: Connection Closed'] } },
    });
    const unwanted = client.send(ticketId, { text: 'não era isso' });
    const { id } = await shown(unwanted, { status: 'queued' });
    // It may just be tried, in vain: then it waits again.
    await eventually(() => client.cancelMessage(ticketId, id), patience);
    await shown(unwanted, { status: 'cancelled' });
    const wanted = client.send(ticketId, { text: 'era isto' });
    await system.current.simulator.clear();
    await system.current.simulator.reopen(instance);
    await shown(wanted, { whatsappId: expect.any(String) as string });
    const texts = (await system.current.simulator.accepted(instance)).map(({ text }) => text);
    expect(texts).toContain('era isto');
    expect(texts).not.toContain('não era isso');
  });
});
