import { eventually } from '@bkcrm/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Harness, maria } from './simulator-harness.js';
import type { WebhookData } from './webhook-receiver.js';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.stop());
beforeEach(() => harness.prepare());

describe('the company’s sends', () => {
  it('are receipted by themselves as the contacts are set to behave', async () => {
    await harness.client.automatic('demo', { serverAckAfterMs: 0, deliverAfterMs: 20, readAfterMs: 40 });
    await harness.sendText('oi');
    await eventually(async () => {
      const [message] = await harness.client.messages('demo', maria);
      expect(message?.status).toBe('READ');
    });
    // Webhooks overtake each other: only that each comes once is certain.
    await eventually(() => {
      const statuses = harness.receiver.of('messages.update').map(({ body }) => body.data.status);
      expect(statuses).toHaveLength(3);
      expect(new Set(statuses)).toEqual(new Set(['SERVER_ACK', 'DELIVERY_ACK', 'READ']));
    });
  });

  it('are read when the contact opens the chat, once', async () => {
    await harness.sendText('oi');
    await harness.client.customerReads('demo', maria);
    await harness.client.customerReads('demo', maria);
    await eventually(() => expect(harness.receiver.of('messages.update')).toHaveLength(1));
  });

  it('go to the registered form of a Brazilian number', async () => {
    await harness.client.person({ phone: '553188887777', name: 'Terezinha' });
    await harness.sendText('oi', '5531988887777');
    expect(await harness.client.accepted('demo')).toMatchObject([{ to: '553188887777@s.whatsapp.net' }]);
  });
});

const addressOf = ({ key }: WebhookData = {}): object => ({
  remoteJid: key?.remoteJid,
  ...(key?.remoteJidAlt !== undefined && { remoteJidAlt: key.remoteJidAlt }),
});

describe('contacts', () => {
  it.each([
    ['pn', { remoteJid: `${maria}@s.whatsapp.net`, remoteJidAlt: '128394756102938@lid' }],
    ['lid', { remoteJid: '128394756102938@lid', remoteJidAlt: `${maria}@s.whatsapp.net` }],
    ['lid-only', { remoteJid: '128394756102938@lid' }],
  ] as const)('are addressed as %s', async (addressing, key) => {
    await harness.client.person({ phone: maria, lid: '128394756102938@lid', addressing });
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'oi' });
    await eventually(() => expect(addressOf(harness.receiver.of('messages.upsert')[0]?.body.data)).toEqual(key));
  });

  it('write in groups too', async () => {
    const groupJid = '120363025555555555@g.us';
    await harness.client.group('demo', { id: groupJid, subject: 'Clientes', members: [maria] });
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'oi', groupJid });
    await eventually(() =>
      expect(harness.receiver.of('messages.upsert')[0]?.body.data.key).toMatchObject({
        remoteJid: groupJid,
        participantAlt: `${maria}@s.whatsapp.net`,
      }),
    );
  });

  it('whose message arrives twice are heard once', async () => {
    const message = { instance: 'demo', phone: maria, text: 'oi', id: 'AE7BE26CDAA742CA148068D5AC90EACA' };
    await harness.client.customerSends(message);
    await harness.client.customerSends(message);
    expect(await harness.client.messages('demo', maria)).toHaveLength(1);
  });

  it.each(['image', 'video', 'voice', 'document', 'sticker', 'location', 'contact', 'reaction'] as const)(
    'send %s',
    async (kind) => {
      const { id } = await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'oi' });
      await harness.client.customerSends({ instance: 'demo', phone: maria, kind, messageId: id });
      const type = `${kind === 'voice' ? 'audio' : kind}Message`;
      await eventually(() =>
        expect(harness.receiver.of('messages.upsert').map(({ body }) => body.data.messageType)).toContain(type),
      );
    },
  );

  it('write in bulk', async () => {
    await harness.setHook({ events: ['MESSAGES_UPSERT'] });
    await harness.client.bulk('demo', { messages: 300, people: 30 });
    const distinct = (field: 'id' | 'remoteJid'): number =>
      new Set(harness.receiver.of('messages.upsert').map(({ body }) => body.data.key?.[field])).size;
    await eventually(() => expect(distinct('id')).toBe(300), { timeout: 20_000 });
    expect(distinct('remoteJid')).toBe(30);
  });
});

describe('after a log-out', () => {
  it('an instance hears nothing any more, whoever is linked, until it is made anew', async () => {
    expect((await harness.evolution('DELETE', 'instance/logout/demo')).status).toBe(200);
    await harness.client.scan('demo', '5511940001000');
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'alô?' });
    expect(await harness.client.messages('demo', maria)).toEqual([]);
    await harness.evolution('DELETE', 'instance/delete/demo');
    const anew = { instanceName: 'demo', integration: 'WHATSAPP-BAILEYS' };
    expect((await harness.evolution('POST', 'instance/create', anew)).status).toBe(201);
    await harness.client.scan('demo', '5511940001000');
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'oi de novo' });
    expect(await harness.client.messages('demo', maria)).toMatchObject([{ text: 'oi de novo' }]);
  });
});

describe('the program', () => {
  it('finds instances, hooks and chats again after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
    const first = await Harness.start({ SIMULATOR_DATA: folder });
    await first.prepare();
    await first.client.customerSends({ instance: 'demo', phone: maria, text: 'guardada' });
    await first.stop();
    const second = await Harness.start({ SIMULATOR_DATA: folder });
    const { body } = await second.evolution('GET', 'webhook/find/demo');
    expect(body).toMatchObject({ enabled: true, url: expect.stringContaining('/hook') as string });
    expect(await second.client.messages('demo', maria)).toMatchObject([{ text: 'guardada' }]);
    expect((await second.evolution('GET', 'instance/connectionState/demo')).body).toEqual({
      instance: { instanceName: 'demo', state: 'open' },
    });
    await second.stop();
    await rm(folder, { recursive: true });
  });

  it('starts with linked instances and somebody to talk to', async () => {
    const demonstration = await Harness.start({ SIMULATOR_INSTANCES: ['demo'] });
    expect((await demonstration.evolution('GET', 'instance/connectionState/demo')).body).toMatchObject({
      instance: { state: 'open' },
    });
    const people = await (await fetch(`${demonstration.url}/control/people`)).json();
    expect(people).toHaveLength(3);
    await demonstration.stop();
  });

  it('serves the phone without anything from elsewhere', async () => {
    const page = await fetch(`${harness.url}/phone`);
    const html = await page.text();
    expect(page.headers.get('content-type')).toContain('text/html');
    const linked = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(linked.length).toBeGreaterThan(0);
    for (const path of linked) expect((await fetch(harness.url + path)).status).toBe(200);
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });
});
