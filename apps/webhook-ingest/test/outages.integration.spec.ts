import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, TcpProxy, withVhost } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ingest } from '../src/create-ingest.js';
import { IngestHarness, post } from './ingest-harness.js';
import type { InboundRecorder } from './ingest-harness.js';

async function send(ingest: Ingest, from: number, to: number): Promise<{ statuses: Set<number>; ids: unknown[] }> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const answers = await Promise.all(
    numbers.map((n) => post(ingest, '/webhook/evolution', { event: 'messages.upsert', instance: 'i', data: { n } })),
  );
  return {
    statuses: new Set(answers.map(({ status }) => status)),
    ids: answers.map(({ body }) => body['messageId']),
  };
}
const up = (ingest: Ingest) => eventually(() => expect(ingest.link.publishState).toBe('up'), { timeout: 15_000 });
const empty = (ingest: Ingest) =>
  eventually(() => expect(ingest.spool).toMatchObject({ records: 0, bytes: 0 }), { timeout: 20_000 });
async function arrived(recorder: InboundRecorder, ids: unknown[]): Promise<void> {
  await eventually(
    () => {
      const there = new Set(recorder.all.map(({ messageId }) => messageId));
      expect(ids.filter((id) => !there.has(String(id)))).toEqual([]);
    },
    { timeout: 20_000 },
  );
}

describe('webhook-ingest without a broker', () => {
  const vhost = withVhost();
  let harness: IngestHarness;
  let proxy: TcpProxy;
  let amqpUrl: string;
  beforeEach(async () => {
    harness = await IngestHarness.create();
    ({ proxy, url: amqpUrl } = await TcpProxy.before(vhost.url));
  });
  afterEach(async () => {
    proxy.restore();
    await harness.end();
    await proxy.close();
  });

  it('loses none of the webhooks that come before, while and after the connection is cut', async () => {
    const recorder = await harness.startRecorder(vhost.url);
    const ingest = await harness.startIngest(amqpUrl);
    await up(ingest);
    const underWay = send(ingest, 0, 100);
    proxy.cut();
    const during = await send(ingest, 100, 300);
    expect(ingest.spool.records).toBeGreaterThanOrEqual(200);
    proxy.restore();
    await up(ingest);
    const after = await send(ingest, 300, 350);
    const all = [await underWay, during, after];
    expect(all.map(({ statuses }) => [...statuses])).toEqual([[200], [200], [200]]);
    await arrived(
      recorder,
      all.flatMap(({ ids }) => ids),
    );
    await empty(ingest);
    const bodies = new Set(recorder.all.map(({ raw }) => raw.toString()));
    expect(bodies.size).toBe(350);
  });

  it('does not hang with a connection that swallows everything', async () => {
    const recorder = await harness.startRecorder(vhost.url);
    const ingest = await harness.startIngest(amqpUrl, { INGEST_CONFIRM_MS: 200 });
    await up(ingest);
    proxy.blackhole();
    const { statuses, ids } = await send(ingest, 0, 50);
    expect([...statuses]).toEqual([200]);
    expect(ingest.spool.records).toBe(50);
    proxy.restore();
    await arrived(recorder, ids);
    await empty(ingest);
  });

  it('starts, serves and replays although the broker comes later', async () => {
    proxy.cut();
    const first = await harness.startIngest(amqpUrl);
    const { statuses, ids } = await send(first, 0, 20);
    expect([...statuses]).toEqual([200]);
    await first.stop();
    const second = await harness.startIngest(amqpUrl);
    expect(second.spool.records).toBe(20);
    const recorder = await harness.startRecorder(vhost.url);
    proxy.restore();
    await arrived(recorder, ids);
    await empty(second);
  });

  it('asks to come again when neither broker nor disk takes a webhook', async () => {
    await writeFile(join(harness.folder, 'spool'), 'a file where the folder should be');
    proxy.cut();
    const ingest = await harness.startIngest(amqpUrl);
    expect(ingest.spool.isWritable).toBe(false);
    const refused = await post(ingest, '/webhook/evolution', { event: 'messages.upsert' });
    expect(refused).toMatchObject({ status: 503, body: { received: false, error: 'spool-failed' } });
    expect(refused.headers.get('retry-after')).toBe('5');

    await rm(join(harness.folder, 'spool'));
    await mkdir(join(harness.folder, 'spool'));
    expect(await post(ingest, '/webhook/evolution', { event: 'messages.upsert' })).toMatchObject({ status: 200 });
    expect(ingest.spool.records).toBe(1);
  });

  it('spools a large body whole while the media store fails, and stores it when it works', async () => {
    const media = join(harness.folder, 'media');
    await writeFile(media, 'a file where the folder should be');
    const recorder = await harness.startRecorder(vhost.url);
    const ingest = await harness.startIngest(amqpUrl);
    await up(ingest);
    const { status, body } = await post(ingest, '/webhook/evolution', {
      event: 'messages.upsert',
      data: 'x'.repeat(1_000_000),
    });
    expect(status).toBe(200);
    expect(ingest.spool.bytes).toBeGreaterThan(1_000_000);
    await rm(media);
    await arrived(recorder, [body['messageId']]);
    await empty(ingest);
  });
});

describe('webhook-ingest before the ticket service', () => {
  const vhost = withVhost();

  it('keeps what no queue is bound for until one is', async () => {
    const harness = await IngestHarness.create();
    try {
      const ingest = await harness.startIngest(vhost.url);
      await eventually(() => expect(ingest.link.publishState).toBe('up'), { timeout: 15_000 });
      const answers = await Promise.all(
        ['messages.upsert', 'contacts.update', 'presence.update'].map((event) => post(ingest, '/', { event })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(ingest.spool.records).toBe(3);
      const recorder = await harness.startRecorder(vhost.url);
      await eventually(() => expect(recorder.all).toHaveLength(3), { timeout: 20_000 });
      expect(new Set(recorder.all.map(({ messageId }) => messageId))).toEqual(
        new Set(answers.map(({ body }) => body['messageId'])),
      );
      await eventually(() => expect(ingest.spool.hasWork).toBe(false));
    } finally {
      await harness.end();
    }
  });
});
