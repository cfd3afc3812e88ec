import { join } from 'node:path';
import { exchanges, headers } from '@bkcrm/contracts';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReplayStopped, replayJournal } from '../src/journal/replay-journal.js';
import type { ReplayOptions } from '../src/journal/replay-journal.js';
import { IngestHarness, post } from './ingest-harness.js';

const write = (name: number, more = {}) => ({ event: 'messages.upsert', instance: 'loja', data: { name, ...more } });
const byId = (one: { messageId: string }, other: { messageId: string }) => one.messageId.localeCompare(other.messageId);

describe('feeding in again what was accepted', () => {
  const vhost = withVhost();
  let harness: IngestHarness;
  let link: BrokerLink;
  beforeEach(async () => {
    harness = await IngestHarness.create();
    const declared = [{ name: exchanges.inbound, type: 'topic' }] as const;
    link = new BrokerLink({ url: vhost.url, connectionName: 'replay', exchanges: declared });
    link.start();
  });
  afterEach(async () => {
    await link.close();
    await harness.end();
  });

  const replay = (options: Partial<ReplayOptions> = {}): Promise<number> =>
    replayJournal(new Publisher(link), {
      folder: join(harness.folder, 'spool', 'journal'),
      from: new Date(0),
      until: new Date(Date.now() + 1000),
      perSecond: 10_000,
      ...options,
    });

  it('gives every webhook answered 200 once more, under its id: large ones, and those that lay in the spool', async () => {
    const ingest = await harness.startIngest(vhost.url, { INGEST_LARGE_BODY_KB: 1 });
    const answered: unknown[] = [];
    const accept = async (body: object): Promise<void> => {
      const answer = await post(ingest, '/webhook/evolution', body);
      expect(answer.status).toBe(200);
      answered.push(answer.body['messageId']);
    };
    // Nothing is bound to the exchange yet, so these wait in the spool.
    for (let name = 0; name < 5; name += 1) await accept(write(name));
    expect(ingest.spool.records).toBe(5);
    const recorder = await harness.startRecorder(vhost.url);
    await eventually(() => expect(recorder.all).toHaveLength(5));
    for (let name = 5; name < 20; name += 1) await accept(write(name));
    await accept(write(20, { base64: 'x'.repeat(5_000) }));
    await eventually(() => expect(recorder.all).toHaveLength(21));
    const first = [...recorder.all];
    recorder.deliveries.p0.length = 0;

    // The spool's replay writes its last records after they were delivered.
    await eventually(async () => expect(await replay({ dryRun: true })).toBe(21));
    expect(recorder.all).toEqual([]);
    expect(await replay()).toBe(21);
    await eventually(() => expect(recorder.all).toHaveLength(21));
    expect(recorder.all.map(({ messageId }) => messageId).sort()).toEqual(answered.map(String).sort());
    expect(recorder.all.toSorted(byId).map(({ raw }) => raw.toString())).toEqual(
      first.toSorted(byId).map(({ raw }) => raw.toString()),
    );
    expect(new Set(recorder.all.map((delivery) => delivery.headers[headers.origin]))).toEqual(new Set(['replay']));
  });

  it('begins and ends when it is asked to', async () => {
    const recorder = await harness.startRecorder(vhost.url);
    const ingest = await harness.startIngest(vhost.url);
    await eventually(() => expect(ingest.link.publishState).toBe('up'));
    const times: string[] = [];
    for (let name = 0; name < 3; name += 1) {
      await post(ingest, '/webhook/evolution', write(name));
      await eventually(() => expect(recorder.all).toHaveLength(name + 1));
      times.push(String(recorder.all[name]?.headers[headers.receivedAt]));
    }
    recorder.deliveries.p0.length = 0;
    expect(await replay({ from: new Date(times[1] ?? ''), until: new Date(times[2] ?? '') })).toBe(1);
    await eventually(() =>
      expect(recorder.all.map((delivery) => delivery.headers[headers.receivedAt])).toEqual([times[1]]),
    );
  });

  it('stops and says so when the broker does not take it', async () => {
    const ingest = await harness.startIngest(vhost.url);
    const recorder = await harness.startRecorder(vhost.url);
    await post(ingest, '/webhook/evolution', write(1));
    await eventually(() => expect(recorder.all).toHaveLength(1));
    const refusing = { publish: async () => 'nacked' as const };
    await expect(
      replayJournal(refusing, {
        folder: join(harness.folder, 'spool', 'journal'),
        from: new Date(0),
        until: new Date(Date.now() + 1000),
        perSecond: 100,
        pauseMilliseconds: 1,
      }),
    ).rejects.toThrow(ReplayStopped);
  });
});
