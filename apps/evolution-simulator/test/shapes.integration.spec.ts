import { eventually } from '@bkcrm/testing';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { company, Harness, maria } from './simulator-harness.js';

interface Fixture {
  event: string;
  data: unknown;
}

const fixture = (name: string): Fixture =>
  JSON.parse(
    readFileSync(new URL(`../../../test/fixtures/evolution/webhooks/${name}.json`, import.meta.url), 'utf8'),
  ) as Fixture;

/** Every path of the value with the kind of what stands there; bytes and lists of bytes count as one. */
function shape(value: unknown, path = ''): string[] {
  if (value === null || typeof value !== 'object') return [`${path}: ${value === null ? 'null' : typeof value}`];
  const fields = Object.keys(value);
  if (fields.length > 0 && fields.every((field) => /^\d+$/.test(field)) && !Array.isArray(value))
    return [`${path}: bytes`];
  if (Array.isArray(value)) return value.length === 0 ? [`${path}: []`] : shape(value[0], `${path}[]`);
  return Object.entries(value).flatMap(([field, item]) => shape(item, `${path}.${field}`));
}

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
  await harness.prepare();
  await harness.client.person({ phone: maria, name: 'Mariana Duarte', lid: '128394756102938@lid' });
  const write = (message: object): Promise<{ id: string }> =>
    harness.client.customerSends({ instance: 'demo', phone: maria, ...message });
  const { id } = await write({ text: 'Oi' });
  const { body } = await harness.sendText('Pode confirmar?');
  const sent = (body as { key: { id: string } }).key.id;
  await write({ text: 'Confirmo', messageId: sent });
  await write({ kind: 'reaction', messageId: sent });
  for (const kind of ['image', 'voice', 'document', 'sticker', 'location', 'contact'])
    await write({ kind, name: 'MASP', address: 'x', ...(kind === 'image' && { text: 'Olha' }) });
  await harness.client.edit('demo', id, 'Oi!');
  await harness.client.remove('demo', id);
  await harness.client.status('demo', sent, 'DELIVERY_ACK');
  await harness.client.customerCalls('demo', maria);
  await harness.client.person({ phone: maria, addressing: 'lid' });
  await harness.client.customerTypes('demo', maria, 'unavailable');
  const key = { id: sent, remoteJid: `${maria}@s.whatsapp.net`, fromMe: true };
  await harness.evolution('POST', 'chat/updateMessage/demo', { number: maria, text: 'Pode confirmar o CEP?', key });
  await harness.client.close('demo', 'unlinked');
  await harness.evolution('GET', 'instance/connect/demo');
  await harness.client.scan('demo', company);
  await eventually(() => expect(harness.receiver.of('connection.update').at(-1)?.body.data.state).toBe('open'));
  await eventually(async () => expect((await harness.client.deliveries()).pending).toBe(0), { timeout: 10_000 });
});
afterAll(() => harness.stop());

/** Fields that real servers send only sometimes, or whose kind varies between contacts. */
const optional = /profilePic|pageCount|jpegThumbnail|contextInfo: |\.remoteJid: |quotedMessage|editedMessage/;

describe('the data of events has the shape of the real ones', () => {
  it.each([
    ['messages.upsert.conversation'],
    ['messages.upsert.quoted-reply'],
    ['messages.upsert.reaction'],
    ['messages.upsert.image'],
    ['messages.upsert.audio-voice'],
    ['messages.upsert.document'],
    ['messages.upsert.sticker'],
    ['messages.upsert.location'],
    ['messages.upsert.contact'],
    ['messages.edited.by-contact'],
    ['messages.edited.revoke'],
    ['messages.delete.by-contact'],
    ['messages.update.delivery-ack'],
    ['send.message.text'],
    ['send.message.update'],
    ['contacts.update.array'],
    ['contacts.upsert.object'],
    ['chats.update'],
    ['call.timeout'],
    ['presence.update.unavailable'],
    ['connection.update.connecting'],
    ['connection.update.open'],
    ['connection.update.close'],
    ['qrcode.updated'],
  ])('%s', (name) => {
    const { event, data } = fixture(name);
    const wanted = shape(data).filter((line) => !optional.test(line));
    const candidates = harness.receiver
      .of(event)
      .map(({ body }) => shape(body.data).filter((line) => !optional.test(line)));
    const difference = (lines: string[]): string[] => [
      ...wanted.filter((line) => !lines.includes(line)).map((line) => `missing ${line}`),
      ...lines.filter((line) => !wanted.includes(line)).map((line) => `extra ${line}`),
    ];
    const closest = candidates.map(difference).toSorted((a, b) => a.length - b.length)[0];
    expect(closest).toEqual([]);
  });
});
