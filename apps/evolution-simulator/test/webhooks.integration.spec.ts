import { eventually } from '@bkcrm/testing';
import { JwtService } from '@nestjs/jwt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { company, Harness, maria } from './simulator-harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.stop());
beforeEach(() => harness.prepare());

const settled = (): Promise<void> =>
  eventually(async () => expect((await harness.client.deliveries()).pending).toBe(0), { timeout: 10_000 });

describe('what a hook receives', () => {
  it('has the envelope and the headers of the real server', async () => {
    await harness.setHook({ headers: { 'x-webhook-secret': 's3cr3t' } });
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    const [webhook] = await eventually(() => {
      expect(harness.receiver.of('messages.upsert')).toHaveLength(1);
      return harness.receiver.of('messages.upsert');
    });
    expect(Object.keys(webhook?.body ?? {})).toEqual([
      'event',
      'instance',
      'data',
      'destination',
      'date_time',
      'sender',
      'server_url',
      'apikey',
    ]);
    expect(webhook?.body).toMatchObject({ instance: 'demo', sender: `${company}@s.whatsapp.net` });
    expect(webhook?.headers).toMatchObject({
      'x-webhook-secret': 's3cr3t',
      'user-agent': 'axios/1.12.2',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(webhook?.raw ?? '')),
    });
    // São Paulo's time, labelled as UTC.
    const hours = (Date.now() - Date.parse(webhook?.body.date_time ?? '')) / 3_600_000;
    expect(Math.round(hours)).toBe(3);
  });

  it('is several events for one message', async () => {
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    await settled();
    harness.receiver.received.length = 0;
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Tudo bem?' });
    await settled();
    expect(harness.receiver.events().sort()).toEqual([
      'chats.update',
      'contacts.update',
      'contacts.update',
      'messages.upsert',
    ]);
  });

  it('is the send.message echo of an API send, but messages.upsert of what is typed on the phone', async () => {
    await harness.sendText('da API');
    await harness.client.phoneSends({ instance: 'demo', phone: maria, text: 'do celular' });
    await settled();
    expect(harness.receiver.of('send.message').map(({ body }) => body.data.status)).toEqual(['PENDING']);
    expect(harness.receiver.of('messages.upsert').map(({ body }) => body.data)).toMatchObject([
      { key: { fromMe: true }, status: 'SERVER_ACK', message: { conversation: 'do celular' } },
    ]);
  });

  it('is only the listed events, with the name behind the URL when asked', async () => {
    await harness.setHook({ events: ['MESSAGES_UPSERT'], byEvents: true });
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    await settled();
    expect(harness.receiver.received.map(({ path }) => path)).toEqual(['/hook/messages-upsert']);
  });

  it('carries files only when the hook asked for them as the instance connected', async () => {
    const picture = { instance: 'demo', phone: maria, kind: 'image' } as const;
    await harness.setHook({ base64: true, events: ['MESSAGES_UPSERT'] });
    const { id } = await harness.client.customerSends(picture);
    await settled();
    await harness.client.reopen('demo');
    await harness.client.customerSends(picture);
    await settled();
    const files = harness.receiver.of('messages.upsert').map(({ body }) => typeof body.data.message?.base64);
    expect(files).toEqual(['undefined', 'string']);
    const fetched = await harness.evolution('POST', 'chat/getBase64FromMediaMessage/demo', {
      message: { key: { id } },
    });
    expect(fetched.body).toMatchObject({ mediaType: 'imageMessage', mimetype: 'image/png' });
  });

  it('is signed with the key among the headers, which is not sent itself', async () => {
    await harness.setHook({ headers: { jwt_key: 'k3y' }, events: ['MESSAGES_UPSERT'] });
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    await settled();
    const { headers } = harness.receiver.received[0] ?? {};
    expect(headers).not.toHaveProperty('jwt_key');
    const token = headers?.authorization?.replace('Bearer ', '') ?? '';
    const claims = new JwtService().verify<{ iat: number; exp: number }>(token, { secret: 'k3y' });
    expect(claims).toMatchObject({ app: 'evolution', action: 'webhook', exp: claims.iat + 600 });
  });

  it('tells of edits, deletions and calls as WhatsApp words them', async () => {
    const { id } = await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    await harness.client.edit('demo', id, 'Oi!');
    await harness.client.remove('demo', id);
    await harness.client.customerCalls('demo', maria);
    await settled();
    const edited = harness.receiver.of('messages.edited').map(({ body }) => body.data);
    expect(edited.find(({ type }) => type === 'MESSAGE_EDIT')).toMatchObject({
      key: { id, fromMe: true },
      editedMessage: { conversation: 'Oi!' },
    });
    expect(edited.find(({ type }) => type === 'REVOKE')).toMatchObject({ key: { id } });
    expect(harness.receiver.of('messages.delete').map(({ body }) => body.data)).toMatchObject([{ id, fromMe: false }]);
    const call = harness.receiver.of('call').map(({ body }) => body.data.status);
    expect(new Set(call)).toEqual(new Set(['offer', 'ringing', 'timeout']));
  });

  it('tells of the QR code, the scan and the unlinking', async () => {
    await harness.client.createInstance({ name: 'outra' });
    await harness.evolution('POST', 'webhook/set/outra', {
      webhook: { enabled: true, url: `${harness.receiver.url}/outra`, events: [] },
    });
    await harness.evolution('GET', 'instance/connect/outra');
    await harness.client.scan('outra', '5511940002000');
    await harness.client.close('outra', 'unlinked');
    await settled();
    const states = harness.receiver.of('connection.update').map(({ body }) => String(body.data.state));
    expect(states.toSorted((a, b) => a.localeCompare(b))).toEqual(['close', 'connecting', 'connecting', 'open']);
    expect(harness.receiver.of('qrcode.updated').length).toBeGreaterThan(0);
    expect(harness.receiver.of('logout.instance').map(({ body }) => body.data)).toEqual([null]);
    expect(harness.receiver.of('status.instance').map(({ body }) => body.data.status)).toEqual(['closed']);
  });
});

describe('retries', () => {
  beforeEach(() => harness.setHook({ events: ['MESSAGES_UPSERT'] }));

  it('repeat the same bytes until the hook takes them', async () => {
    let answers = 0;
    harness.receiver.answer = () => (++answers < 4 ? 503 : 204);
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    await settled();
    expect(harness.receiver.received).toHaveLength(4);
    expect(new Set(harness.receiver.received.map(({ raw }) => raw)).size).toBe(1);
  });

  it('end after ten attempts', async () => {
    harness.receiver.answer = () => 500;
    const { id } = await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    await settled();
    const { attempts } = await harness.client.deliveries({ messageId: id });
    expect(attempts.map(({ outcome }) => outcome)).toEqual([...Array<string>(9).fill('retrying'), 'dropped']);
  });

  it.each([400, 401, 403, 404, 422])('do not happen after %i', async (status) => {
    harness.receiver.answer = () => status;
    await harness.client.customerSends({ instance: 'demo', phone: maria, text: 'Oi' });
    await settled();
    expect(harness.receiver.received).toHaveLength(1);
  });
});
