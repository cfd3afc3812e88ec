import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, freePort, startProcess, TcpProxy, withVhost } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestHarness, post, secret } from './ingest-harness.js';
import type { InboundRecorder } from './ingest-harness.js';

const main = 'dist/apps/webhook-ingest/src/main.js';

const bodyOf = (boundary: string): string => JSON.stringify({ event: 'messages.upsert', data: { boundary } });

// The end-to-end tests build it; alone these tests run on what was built last.
describe.skipIf(!existsSync(main))('webhook-ingest killed at any boundary', () => {
  const vhost = withVhost();
  let harness: IngestHarness;
  let recorder: InboundRecorder;
  let proxy: TcpProxy;
  let amqpUrl: string;
  let running: RunningProcess | undefined;
  beforeEach(async () => {
    harness = await IngestHarness.create();
    recorder = await harness.startRecorder(vhost.url);
    ({ proxy, url: amqpUrl } = await TcpProxy.before(vhost.url));
  });
  afterEach(async () => {
    if (running?.running) await running.stop();
    proxy.restore();
    await harness.end();
    await proxy.close();
  });

  /** Waits for the link as well, unless there is no broker. */
  async function start({ failpoints = '', broker = true } = {}): Promise<{ address: () => string }> {
    const port = await freePort();
    const administration = await freePort();
    running = await startProcess({
      name: 'webhook-ingest',
      args: [main],
      env: {
        NODE_ENV: 'test',
        FAILPOINTS: failpoints,
        AMQP_URL: amqpUrl,
        INGEST_PORT: String(port),
        INGEST_ADMIN_PORT: String(administration),
        WEBHOOK_SECRETS: secret,
        SPOOL_DIR: join(harness.folder, 'spool'),
        MEDIA_DIR: join(harness.folder, 'media'),
        // A busy machine must not send a webhook past the boundary, into the spool.
        INGEST_CONFIRM_MS: '30000',
      },
      readyWithin: 15_000,
      ready: async () => {
        const response = await fetch(`http://127.0.0.1:${administration}/readyz`);
        const { info } = (await response.json()) as { info: Record<string, { publish?: string }> };
        expect(response.status).toBe(200);
        if (broker) expect(info['broker']).toMatchObject({ publish: 'up' });
      },
    });
    return { address: () => `http://127.0.0.1:${port}` };
  }
  const texts = (): Set<string> => new Set(recorder.all.map(({ raw }) => raw.toString()));
  const killed = () => eventually(() => expect(running?.running).toBe(false), { timeout: 15_000 });

  async function dieAt(boundary: string, broker: boolean): Promise<void> {
    const dying = await start({ failpoints: `${boundary}:kill`, broker });
    // A webhook that comes before the link's channel is open goes into the spool, as it should, and past the boundary.
    await eventually(
      () => expect(post(dying, '/webhook/evolution', bodyOf(boundary)), boundary).rejects.toThrow('fetch failed'),
      { timeout: 15_000 },
    );
    await killed();
  }

  it('promises nothing before a webhook is safe, and has it once Evolution calls again', async () => {
    const boundaries = ['i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7'];
    for (const boundary of boundaries) await dieAt(boundary, true);
    const again = await start();
    for (const boundary of boundaries) {
      expect((await post(again, '/webhook/evolution', bodyOf(boundary))).status).toBe(200);
    }
    await eventually(() => expect([...texts()].sort()).toEqual(boundaries.map(bodyOf)), { timeout: 20_000 });
  }, 120_000);

  it('promises nothing while the broker has not confirmed', async () => {
    const waiting = await start({ failpoints: 'i6:hang' });
    const answer = fetch(`${waiting.address()}/webhook/evolution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-secret': secret },
      body: bodyOf('i6'),
      signal: AbortSignal.timeout(2_000),
    });
    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
    await running?.kill();
  }, 60_000);

  it('promises nothing before the disk has it, and has by itself what was on the disk', async () => {
    proxy.cut();
    await dieAt('i8', false);
    await dieAt('i9', false);
    proxy.restore();
    await start();
    await eventually(() => expect(texts()).toContain(bodyOf('i9')), { timeout: 20_000 });
  }, 120_000);

  it('has everything it answered when it dies between accepting and replaying, and while replaying', async () => {
    proxy.cut();
    const bodies = Array.from({ length: 50 }, (_, n) => JSON.stringify({ event: 'messages.upsert', data: { n } }));
    const first = await start({ broker: false });
    const answers = await Promise.all(bodies.map((body) => post(first, '/webhook/evolution', body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await running?.kill();

    proxy.restore();
    await start({ failpoints: 'i10:kill', broker: false }).catch(() => {});
    await killed();

    await start();
    await eventually(() => expect(bodies.filter((body) => !texts().has(body))).toEqual([]), { timeout: 20_000 });
    const ids = new Set(answers.map(({ body }) => body['messageId']));
    expect(recorder.all.filter(({ messageId }) => !ids.has(messageId))).toEqual([]);
  }, 120_000);
});
