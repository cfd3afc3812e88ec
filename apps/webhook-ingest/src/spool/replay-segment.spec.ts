import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aMessage, FakePublisher, someMetrics, total } from '../../test/fakes.js';
import type { IngestMetrics } from '../metrics/ingest-metrics.js';
import type { InboundPublisher } from '../webhooks/inbound-publisher.js';
import { decodeSegment } from './domain/record-format.js';
import { ReplaySegment } from './replay-segment.js';
import { Spool } from './spool.js';

describe('ReplaySegment', () => {
  let folder: string;
  let spool: Spool;
  let metrics: IngestMetrics;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spool-'));
    await openSpool();
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function openSpool(): Promise<void> {
    spool = new Spool({ folder, maxBytes: 1024 * 1024 });
    metrics = someMetrics();
    await spool.open();
  }
  const keep = (...messages: (string | ReturnType<typeof aMessage>)[]): Promise<void[]> =>
    Promise.all(messages.map((message) => spool.append(typeof message === 'string' ? aMessage(message) : message)));
  const replayWith = (publisher: FakePublisher): ReplaySegment =>
    new ReplaySegment(spool, publisher as unknown as InboundPublisher, metrics);
  async function pass(replay: ReplaySegment): Promise<void> {
    await spool.seal();
    for (const segment of spool.segments()) await replay.execute(segment, new AbortController().signal);
  }
  const aside = async (): Promise<Buffer[]> => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.bad'));
    return Promise.all(names.map((name) => readFile(join(folder, name))));
  };

  it('publishes everything, a bounded number at a time, and removes the segment', async () => {
    const texts = Array.from({ length: 1_000 }, (_, index) => String(index));
    await keep(...texts);
    const publisher = new FakePublisher();
    await pass(replayWith(publisher));
    expect(publisher.confirmed.sort()).toEqual(texts.sort());
    expect(publisher.mostInFlight).toBe(100);
    expect(await readdir(folder)).toEqual([]);
    expect(spool).toMatchObject({ records: 0, bytes: 0, hasWork: false });
    expect(await total(metrics.replayed)).toBe(1_000);
  });

  it('goes on after what was confirmed when it is started again', async () => {
    await keep('one', 'two', 'three');
    await pass(replayWith(new FakePublisher((text) => (text === 'three' ? 'nacked' : 'confirmed'))));
    expect(spool.records).toBe(1);
    await openSpool();
    expect(spool.records).toBe(1);
    const publisher = new FakePublisher();
    await pass(replayWith(publisher));
    expect(publisher.confirmed).toEqual(['three']);
  });

  it('repeats what was confirmed when the cursor was not saved, under the same id', async () => {
    await keep('one');
    const ids: string[] = [];
    const publisher = new FakePublisher((_text, message) => (ids.push(message.messageId), 'confirmed'));
    const [segment] = (await spool.seal(), spool.segments());
    const bytes = (await segment?.read()) ?? Buffer.of();
    await pass(replayWith(publisher));
    await writeFile(segment?.path ?? '', bytes);
    await openSpool();
    await pass(replayWith(publisher));
    expect(ids).toEqual(['id of one', 'id of one']);
  });

  it.each(['returned', 'nacked'] as const)(
    'keeps what is %s, however often, and lets the other classes pass',
    async (outcome) => {
      await keep(
        aMessage('presence', 'p2.presence.update'),
        'one',
        aMessage('more presence', 'p2.presence.update'),
        'two',
      );
      const asked: string[] = [];
      const publisher = new FakePublisher((text, { routingKey }) => {
        asked.push(text);
        return routingKey.startsWith('p2') ? outcome : 'confirmed';
      });
      const replay = replayWith(publisher);
      for (let time = 0; time < 10; time += 1) await pass(replay);
      expect(publisher.confirmed).toEqual(['one', 'two']);
      expect(spool.records).toBe(2);
      expect(await aside()).toEqual([]);
    },
  );

  it('leaves the media store its time', async () => {
    await keep('large', 'one');
    const publisher = new FakePublisher((text) => (text === 'large' ? 'unstored' : 'confirmed'));
    const replay = replayWith(publisher);
    for (let time = 0; time < 10; time += 1) await pass(replay);
    expect(publisher.confirmed).toEqual(['one']);
    expect(spool.records).toBe(1);
  });

  it('sets aside one that ends the connection each time, and none of those beside it', async () => {
    await keep('one', 'poison', 'two', 'three');
    const publisher = new FakePublisher(() => {
      throw new Error('replaced below');
    });
    publisher.deliver = async (message) => {
      const text = String(message.content);
      const isAlone = publisher.inFlight === 0;
      publisher.inFlight += 1;
      await new Promise((resolve) => setImmediate(resolve));
      publisher.inFlight -= 1;
      // The broker ends the channel because of the poison: whatever was on it has no answer.
      if (text === 'poison' || (!isAlone && spool.records === 4)) return { outcome: 'unknown', message };
      publisher.confirmations += 1;
      publisher.confirmed.push(text);
      return { outcome: 'confirmed', message };
    };
    const replay = replayWith(publisher);
    for (let time = 0; time < 10; time += 1) {
      await pass(replay);
      publisher.confirmations += 1; // a webhook that came meanwhile
    }
    expect(publisher.confirmed.sort()).toEqual(['one', 'three', 'two']);
    expect(spool.records).toBe(0);
    const bad = await aside();
    expect(bad.flatMap((bytes) => decodeSegment(bytes).records).map(({ message }) => message)).toEqual([
      aMessage('poison'),
    ]);
  });

  it('sets nothing aside while the broker answers nobody', async () => {
    await keep('one', 'two');
    const replay = replayWith(new FakePublisher(() => 'unknown'));
    for (let time = 0; time < 20; time += 1) await pass(replay);
    expect(spool.records).toBe(2);
    expect(await aside()).toEqual([]);
  });

  it('sets a damaged record aside once, and publishes the others', async () => {
    await keep('one', 'two', 'three');
    await spool.seal();
    const [segment] = spool.segments();
    const bytes = (await segment?.read()) ?? Buffer.of();
    const [first, second] = decodeSegment(bytes).records;
    if (!segment || !first || !second) throw new Error('nothing was kept');
    bytes[second.offset + second.length - 1] = 0xff;
    await writeFile(segment.path, bytes);
    await openSpool();
    let refusals = 1;
    const publisher = new FakePublisher((text) => (text === 'three' && refusals-- > 0 ? 'nacked' : 'confirmed'));
    const replay = replayWith(publisher);
    await pass(replay);
    await pass(replay);
    expect(publisher.confirmed).toEqual(['one', 'three']);
    expect(await aside()).toEqual([bytes.subarray(second.offset, second.offset + second.length)]);
    expect(await total(metrics.setAside)).toBe(1);
    expect(spool.hasWork).toBe(false);
  });

  it('stops at once when the link goes down', async () => {
    await keep(...Array.from({ length: 500 }, (_, index) => String(index)));
    const publisher: FakePublisher = new FakePublisher(() => {
      publisher.isReady = publisher.confirmed.length < 50;
      return 'confirmed';
    });
    await pass(replayWith(publisher));
    expect(publisher.confirmed.length).toBeLessThanOrEqual(150);
    expect(spool.records).toBe(500 - publisher.confirmed.length);
  });
});
