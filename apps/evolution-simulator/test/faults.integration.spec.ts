import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Harness, maria } from './simulator-harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.stop());
beforeEach(() => harness.prepare());

const accepted = async (): Promise<(string | null)[]> =>
  (await harness.client.accepted('demo')).map(({ text }) => text);
const endpoint = 'message/sendText';

describe('faults of the REST API', () => {
  it.each(['hang', 'reset'] as const)('%s: no answer, nothing sent; the next call is answered', async (action) => {
    await harness.client.fault({ action, endpoint, times: 1 });
    await expect(harness.sendText('um')).rejects.toThrow();
    expect(await accepted()).toEqual([]);
    expect((await harness.sendText('dois')).status).toBe(201);
    expect(await accepted()).toEqual(['dois']);
  });

  it.each(['take-then-hang', 'take-then-reset'] as const)('%s: no answer, but sent', async (action) => {
    await harness.client.fault({ action, endpoint, times: 1 });
    await expect(harness.sendText('um')).rejects.toThrow();
    expect(await accepted()).toEqual(['um']);
  });

  it('answers with a status and a body, JSON or HTML, until it is cleared', async () => {
    await harness.client.fault({ action: 'respond', endpoint, status: 502, body: '<html>Bad Gateway</html>' });
    expect(await harness.sendText('um')).toEqual({ status: 502, body: '<html>Bad Gateway</html>' });
    expect((await harness.sendText('um')).status).toBe(502);
    await harness.client.clear();
    expect((await harness.sendText('um')).status).toBe(201);
  });

  it('refuses what was sent in fact', async () => {
    const body = { status: 400, error: 'Bad Request', response: { message: ['Error: Timed Out'] } };
    await harness.client.fault({ action: 'take-then-respond', endpoint, status: 400, body, times: 1 });
    expect(await harness.sendText('um')).toEqual({ status: 400, body });
    expect(await accepted()).toEqual(['um']);
  });

  it('strikes only the named call', async () => {
    await harness.client.fault({ action: 'respond', endpoint: 'chat/findMessages', status: 500 });
    expect((await harness.sendText('um')).status).toBe(201);
  });

  it('lets the echo, or the statuses, reach the hook before the answer', async () => {
    await harness.client.fault({ action: 'echo-before-answer', endpoint, times: 1 });
    await harness.sendText('um');
    expect(harness.receiver.of('send.message')).toHaveLength(1);
    await harness.client.fault({ action: 'status-before-answer', endpoint, times: 1 });
    await harness.sendText('dois');
    expect(harness.receiver.of('messages.update').map(({ body }) => body.data.status)).toEqual([
      'SERVER_ACK',
      'DELIVERY_ACK',
    ]);
  });
});

const event = 'messages.upsert';
const write = (text: string): Promise<unknown> =>
  harness.client.customerSends({ instance: 'demo', phone: maria, text });
const texts = (): unknown[] => harness.receiver.of(event).map(({ body }) => body.data.message?.conversation);

describe('faults of webhooks', () => {
  it('loses one', async () => {
    await harness.client.fault({ action: 'lose', event, times: 1 });
    await write('um');
    await write('dois');
    await eventually(() => expect(texts()).toEqual(['dois']));
  });

  it('sends one several times', async () => {
    await harness.client.fault({ action: 'duplicate', event, times: 1, copies: 3 });
    await write('um');
    await eventually(() => expect(texts()).toEqual(['um', 'um', 'um']));
  });

  it('turns the order around', async () => {
    await harness.client.fault({ action: 'reorder', event, count: 3 });
    for (const text of ['um', 'dois', 'três']) await write(text);
    await eventually(() => expect(texts()).toEqual(['três', 'dois', 'um']));
  });

  it('holds them until it is cleared', async () => {
    await harness.client.fault({ action: 'hold', event });
    await write('um');
    await eventually(() => expect(harness.receiver.of('chats.update')).toHaveLength(1));
    expect(texts()).toEqual([]);
    await harness.client.clear();
    await eventually(() => expect(texts()).toEqual(['um']));
  });
});
