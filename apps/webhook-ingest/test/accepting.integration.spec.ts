import { randomUUID as uuid } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { classOf, headers, normaliseEvent, receivedKey, saysNothing, queues } from '@bkcrm/contracts';
import type { Delivery } from '@bkcrm/messaging';
import { eventually, peekQueue, withVhost } from '@bkcrm/testing';
import { numberSecret } from '@bkcrm/webhook-auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ingest } from '../src/create-ingest.js';
import { IngestHarness, post, secret } from './ingest-harness.js';
import type { InboundRecorder } from './ingest-harness.js';

describe('webhook-ingest with a broker', () => {
  const vhost = withVhost();
  let harness: IngestHarness;
  let ingest: Ingest;
  let recorder: InboundRecorder;

  beforeAll(async () => {
    harness = await IngestHarness.create();
    recorder = await harness.startRecorder(vhost.url);
    // Patient, so that a busy machine does not make it spool and publish the same webhook.
    ingest = await harness.startIngest(vhost.url, { INGEST_CONFIRM_MS: 20_000 });
    // Until the queues are there webhooks are spooled, which other tests are about.
    await eventually(async () => {
      await post(ingest, '/webhook/call', {});
      await post(ingest, '/webhook/presence-update', {});
      expect(Object.values(recorder.deliveries).map(({ length }) => length > 0)).toEqual([true, false, true]);
    });
  });
  afterAll(() => harness.end());

  async function arrived(messageId: unknown): Promise<Delivery> {
    return eventually(() => {
      const found = recorder.all.find((delivery) => delivery.messageId === messageId);
      if (!found) throw new Error(`${String(messageId)} has not arrived`);
      return found;
    });
  }

  const folder = 'test/fixtures/evolution/webhooks';
  const fixtures = readdirSync(folder).filter((name) => name !== 'index.json');

  it('has all recorded webhooks to try', () => {
    expect(fixtures).toHaveLength(90);
  });

  it.each(fixtures)('takes %s, by its body and by its path', async (name) => {
    const body = readFileSync(join(folder, name));
    const parsed = JSON.parse(body.toString()) as { event?: string; instance?: string };
    const event = normaliseEvent(parsed.event);
    for (const path of ['/webhook/evolution', `/webhook/evolution/${event.replaceAll('.', '-')}/`]) {
      // Of another one, nothing was said before.
      const number = uuid();
      const answer = await post(ingest, path, body, {
        'x-bkcrm-number': number,
        'x-webhook-secret': numberSecret(secret, number),
      });
      expect(answer.status).toBe(200);
      if (saysNothing(event)) {
        expect(answer.body).toMatchObject({ received: true, processed: false, event });
        continue;
      }
      const delivery = await arrived(answer.body['messageId']);
      // A contact's message has a key of its own, in the same class.
      expect([`${classOf(event)}.${event}`, receivedKey]).toContain(delivery.routingKey);
      expect(recorder.deliveries[classOf(event)]).toContain(delivery);
      expect(delivery.type).toBe('webhook.v1');
      expect(delivery.headers).toMatchObject({
        [headers.event]: event,
        [headers.origin]: 'webhook',
        [headers.numberId]: number,
        ...(parsed.instance === undefined ? {} : { [headers.instance]: parsed.instance }),
      });
      expect(delivery.raw.toString()).not.toMatch(/CHAVE-GLOBAL|9C4E2A71-5B0D/);
    }
  });

  it.each([
    ['/webhook/evolution/MESSAGES_UPSERT', 'messages.upsert'],
    ['/webhook/messages-upsert', 'messages.upsert'],
    ['/webhook/send-message', 'send.message'],
    ['/messages-upsert', 'messages.upsert'],
    ['//messages-upsert', 'messages.upsert'],
    ['/webhook//evolution//messages.update//', 'messages.update'],
    ['/some/other/place/call', 'call'],
    ['/', 'unknown'],
    ['/webhook/evolution?token=x/messages-upsert', 'unknown'],
  ])('takes %s as %s', async (path, event) => {
    const { status, body } = await post(ingest, path, { instance: 'suporte', data: [{ key: { id: 'A' } }] });
    expect(status).toBe(200);
    expect((await arrived(body['messageId'])).headers[headers.event]).toBe(event);
  });

  it.each([
    ['text that is no JSON', 'hello'],
    ['half a body', '{"event":"messages.upsert","data":{"key'],
    ['an array', '[]'],
    ['null', 'null'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28])],
    ['depth 20000', `{"event":"call","data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['a prototype', '{"__proto__":{"event":"call"},"constructor":{"prototype":{"x":1}}}'],
    ['NUL and lone surrogates', String.raw`{"event":"call","instance":"a\u0000\ud800","data":"\u0000\ud800"}`],
    ['a huge name', `{"event":"call","instance":"${'x'.repeat(100_000)}"}`],
    ['numbers beyond what a parser keeps', '{"event":"call","data":{"length":9007199254740993,"x":1e999}}'],
  ])('passes %s on as it came', async (_name, body) => {
    const { status, body: answer } = await post(ingest, '/webhook/evolution', body, { 'content-type': 'text/plain' });
    expect(status).toBe(200);
    // The consuming side sets aside what it cannot parse.
    await eventually(async () => {
      const dead = await peekQueue(vhost.url, `${queues.ticketInboundP1}.dead`);
      const contents = [...recorder.all.map(({ raw }) => raw), ...dead.map(({ content }) => content)];
      expect(contents.some((content) => content.equals(Buffer.from(body)))).toBe(true);
    });
    expect(answer).toMatchObject({ received: true });
  });

  it('answers a call without a body, and keeps nothing of it', async () => {
    const response = await fetch(`${ingest.address()}/webhook/evolution`, {
      method: 'POST',
      headers: { 'x-webhook-secret': secret },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ received: true, processed: false });
  });

  it('sends a large body by its name, whole and without credentials', async () => {
    const body = {
      event: 'messages.upsert',
      instance: 'suporte',
      data: { base64: 'A'.repeat(3_000_000) },
      apikey: 'SECRET',
    };
    const answer = await post(ingest, '/webhook/evolution', body);
    const delivery = await arrived(answer.body['messageId']);
    expect(delivery.body).toEqual({ event: 'messages.upsert', instance: 'suporte' });
    const stored = await readFile(join(harness.folder, 'media', String(delivery.headers[headers.bodyRef])), 'utf8');
    expect(JSON.parse(stored)).toEqual({ ...body, apikey: null });
  });

  it('tells how many messages of contacts came over a number, and hands over each of them', async () => {
    const number = uuid();
    const call = { 'x-bkcrm-number': number, 'x-webhook-secret': numberSecret(secret, number) };
    const body = { event: 'messages.upsert', instance: 'shop', data: { key: { fromMe: false } } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(ingest, '/webhook/evolution', body, call)));
    await eventually(() => {
      const told = recorder.received.flatMap(({ body: { numbers } }) => numbers);
      const ours = told.filter(({ numberId, instance }) => numberId === number && instance === 'shop');
      expect(ours.reduce((sum, { messages }) => sum + messages, 0)).toBe(20);
    });
    for (const { body: answer } of answers)
      expect(await arrived(answer['messageId'])).toMatchObject({ routingKey: receivedKey });
  });

  it('has each of many concurrent webhooks arrive once', async () => {
    const bodies = Array.from({ length: 300 }, (_, index) => ({
      event: 'messages.upsert',
      data: { n: `many-${index}` },
    }));
    const answers = await Promise.all(bodies.map((body) => post(ingest, '/webhook/evolution', body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all(answers.map(({ body }) => arrived(body['messageId'])));
    expect(recorder.all.filter(({ raw }) => raw.includes('many-'))).toHaveLength(300);
    expect(ingest.spool.records).toBe(0);
  });
});
