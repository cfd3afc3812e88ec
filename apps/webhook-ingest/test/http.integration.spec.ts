import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { exchanges, headers, NumberStateObserved } from '@bkcrm/contracts';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { ingestProof, numberSecret } from '@bkcrm/webhook-auth';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { brokerExchanges } from '../src/broker.js';
import type { Ingest } from '../src/create-ingest.js';
import { AcceptWebhook } from '../src/webhooks/accept-webhook.js';
import { IngestHarness, post, secret } from './ingest-harness.js';

const vhost = withVhost();
let harness: IngestHarness;
beforeEach(async () => {
  harness = await IngestHarness.create();
});
afterEach(() => harness.end());

/** A call whose bytes the test writes one by one. */
class SlowCall {
  private text = '';

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    socket.on('error', () => {});
  }

  static async to(ingest: Ingest, ...headerLines: string[]): Promise<SlowCall> {
    const socket = connect(Number(new URL(ingest.address()).port), '127.0.0.1');
    await once(socket, 'connect');
    const call = new SlowCall(socket);
    call.write(['POST /webhook/evolution HTTP/1.1', 'host: ingest', ...headerLines, '', ''].join('\r\n'));
    return call;
  }

  write(text: string): void {
    this.socket.write(text);
  }

  answer(): Promise<string> {
    return eventually(() => {
      expect(this.text).toMatch(/^HTTP\/1.1 \d+[\s\S]*\r\n\r\n/);
      return this.text;
    });
  }

  end(): void {
    this.socket.destroy();
  }
}

describe('the body', () => {
  it('is not waited for when the secret is wrong', async () => {
    const ingest = await harness.startIngest(vhost.url);
    const wrong = await SlowCall.to(ingest, 'content-length: 50000000', 'x-webhook-secret: wrong');
    expect(await wrong.answer()).toMatch(/^HTTP\/1.1 401 [\s\S]*connection: close[\s\S]*wrong-secret/i);
    const none = await SlowCall.to(ingest, 'content-length: 50000000');
    expect(await none.answer()).toMatch(/^HTTP\/1.1 401 [\s\S]*no-secret/);
    expect(ingest.spool.records).toBe(0);
  });

  it('is turned away when it is too large, declared or not', async () => {
    const ingest = await harness.startIngest(vhost.url, { INGEST_MAX_BODY_MB: 1 });
    const declared = await SlowCall.to(ingest, 'content-length: 1048577', `x-webhook-secret: ${secret}`);
    expect(await declared.answer()).toMatch(/^HTTP\/1.1 413 [\s\S]*too-large/);
    const chunked = await SlowCall.to(ingest, 'transfer-encoding: chunked', `x-webhook-secret: ${secret}`);
    for (let chunk = 0; chunk < 9; chunk += 1) chunked.write(`20000\r\n${'x'.repeat(0x20000)}\r\n`);
    expect(await chunked.answer()).toMatch(/^HTTP\/1.1 413 [\s\S]*too-large/);
  });

  it('waits for its turn when there are too many at once', async () => {
    const ingest = await harness.startIngest(vhost.url, { INGEST_BODIES_MB: 2 });
    const large = () => SlowCall.to(ingest, 'content-length: 1500000', `x-webhook-secret: ${secret}`);
    const first = await large();
    // The first one holds its share as soon as its headers were read, which the second's answer shows.
    const second = await eventually(async () => {
      const call = await large();
      const answer = await Promise.race([call.answer().catch(() => ''), first.answer().catch(() => '')]);
      expect(answer).toMatch(/^HTTP\/1.1 503/);
      return answer;
    });
    expect(second).toMatch(/retry-after: 5[\s\S]*busy/i);
    first.end();
    await eventually(async () => expect((await post(ingest, '/', 'x'.repeat(1_500_000))).status).toBe(200));
  });

  it('is not inflated', async () => {
    const ingest = await harness.startIngest(vhost.url);
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    expect(await post(ingest, '/', bomb, { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
  });
});

describe('what nobody expects to fail', () => {
  it('is answered so that Evolution comes again, and says nothing of the inside', async () => {
    const ingest = await harness.startIngest(vhost.url);
    const broken = vi.spyOn(AcceptWebhook.prototype, 'execute').mockRejectedValue(new Error('of the inside'));
    const { status, body } = await post(ingest, '/', {});
    broken.mockRestore();
    expect([status, body]).toEqual([500, { statusCode: 500, message: 'Internal server error' }]);
  });
});

describe('a call without a secret', () => {
  it('is taken while hooks are being adopted, and marked', async () => {
    const ingest = await harness.startIngest(vhost.url, { WEBHOOK_ADOPT_UNTIL: '2999-01-01T00:00:00Z' });
    const recorder = await harness.startRecorder(vhost.url);
    const response = await fetch(`${ingest.address()}/webhook/call`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(200);
    await eventually(() => expect(recorder.all[0]?.headers).toMatchObject({ [headers.unauthenticated]: 'true' }), {
      timeout: 20_000,
    });
  });
});

describe("the sender's test call", () => {
  const challenge = 'ab'.repeat(24);
  const numberId = randomUUID();
  const call = (ingest: Ingest, from: string, body: object = { challenge }) =>
    post(ingest, '/webhook/test', body, {
      'x-bkcrm-number': numberId,
      'x-webhook-secret': numberSecret(from, numberId),
    });

  it('is answered with what only a holder of the same secret can say, and goes nowhere', async () => {
    const ingest = await harness.startIngest(vhost.url, { WEBHOOK_SECRETS: ['newer', secret] });
    const recorder = await harness.startRecorder(vhost.url);
    expect((await call(ingest, secret)).body).toEqual({ received: true, proof: ingestProof(secret, challenge) });
    expect((await call(ingest, 'newer')).body).toMatchObject({ proof: ingestProof('newer', challenge) });
    await post(ingest, '/webhook/call', { event: 'call' });
    await eventually(() => expect(recorder.all).toHaveLength(1), { timeout: 20_000 });
  });

  it('proves nothing to whoever has no secret, and signs nothing but challenges', async () => {
    const ingest = await harness.startIngest(vhost.url, { WEBHOOK_ADOPT_UNTIL: '2999-01-01T00:00:00Z' });
    expect((await call(ingest, 'another')).status).toBe(401);
    const bare = await fetch(`${ingest.address()}/webhook/test`, {
      method: 'POST',
      body: JSON.stringify({ challenge }),
    });
    expect([bare.status, await bare.json()]).toEqual([401, { received: false }]);
    expect((await call(ingest, secret, { challenge: numberId })).status).toBe(400);
  });
});

describe('stopping', () => {
  it('finishes the call in hand, says that the connection ends, and takes no new one', async () => {
    const ingest = await harness.startIngest(vhost.url);
    const call = await SlowCall.to(ingest, 'content-length: 16', `x-webhook-secret: ${secret}`);
    call.write('{"event":');
    await eventually(async () => expect((await post(ingest, '/', {})).status).toBe(200));
    const address = ingest.address();
    const stopped = ingest.stop();
    await eventually(async () => {
      await expect(fetch(`${address}/webhook/health`)).rejects.toThrow('fetch failed');
    });
    call.write('"call"}');
    expect(await call.answer()).toMatch(/^HTTP\/1.1 200 [\s\S]*connection: close[\s\S]*"event":"call"/i);
    await stopped;
  });
});

const get = async (ingest: Ingest, path: string): Promise<unknown> =>
  (await fetch(`${ingest.address()}${path}`)).json();

describe('health', () => {
  it('says what it does not know, and what the other services tell it', async () => {
    const ingest = await harness.startIngest(vhost.url);
    expect(await get(ingest, '/webhook/health')).toMatchObject({
      status: 'healthy',
      websocket: { enabled: false, state: 'unknown', connections: 0, activeTickets: 0 },
      evolution: { connected: false, state: 'unknown', instances: 0 },
    });
    const link = new BrokerLink({ url: vhost.url, connectionName: 'others', exchanges: brokerExchanges });
    link.start();
    const publisher = new Publisher(link);
    const tell = (exchange: string, routingKey: string, content: object): void =>
      publisher.broadcast({ exchange, routingKey, content, type: routingKey, messageId: randomUUID() });
    await eventually(
      async () => {
        tell(exchanges.results, NumberStateObserved.type, {
          numberId: randomUUID(),
          state: 'open',
          observedAt: new Date().toISOString(),
        });
        for (const [replicaId, connections] of Object.entries({ a: 3, b: 4 })) {
          tell(exchanges.signals, '', { type: 'gateway.stats', data: { replicaId, connections, startedAt: '' } });
        }
        expect(await get(ingest, '/webhook/health')).toMatchObject({
          websocket: { enabled: true, state: 'up', connections: 7 },
          evolution: { connected: true, state: 'connected', instances: expect.any(Number) },
        });
      },
      { timeout: 15_000, every: 100 },
    );
    expect(await get(ingest, '/webhook/ws-stats')).toEqual({
      totalConnections: 7,
      activeTickets: 0,
      connectionsByTicket: {},
    });
    await link.close();
  });
});
