import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headers, receivedKey } from '@bkcrm/contracts';
import type { MediaStore } from '@bkcrm/media';
import type { BrokerLink, OutgoingMessage, Publisher, PublishOutcome } from '@bkcrm/messaging';
import { SystemClock } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/fakes.js';
import type { IngestConfig } from '../app.config.js';
import type { Caller } from '../authentication/domain/authenticate.js';
import { Journal } from '../journal/journal.js';
import { decodeSegment } from '../spool/domain/record-format.js';
import { Spool } from '../spool/spool.js';
import { AcceptWebhook } from './accept-webhook.js';
import type { InboundMessage } from './domain/inbound-message.js';
import { InboundPublisher } from './inbound-publisher.js';
import { TellReceived } from './tell-received.js';

const number = '0197a3f0-0000-7000-8000-000000000001';

const text = (content: unknown): string => (Buffer.isBuffer(content) ? content.toString() : '');

describe('AcceptWebhook', () => {
  let folder: string;
  let spool: Spool;
  let published: OutgoingMessage[];
  let stored: Map<string, Buffer>;
  let tellReceived: TellReceived;
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spool-'));
    spool = new Spool({ folder, maxBytes: 10_000 });
    await spool.open();
    published = [];
    stored = new Map();
  });
  afterEach(() => rm(folder, { recursive: true }));

  function anAcceptance({
    outcome = 'confirmed',
    state = 'up',
    mediaWorks = true,
  }: { outcome?: PublishOutcome; state?: string; mediaWorks?: boolean } = {}): AcceptWebhook {
    const publisher = {
      publish: async (message: OutgoingMessage) => (published.push(message), outcome),
    } as unknown as Publisher;
    const media = {
      put: async (name: string, content: Buffer) => {
        if (!mediaWorks) throw new Error('EIO');
        stored.set(name, content);
      },
    } as unknown as MediaStore;
    const config = { INGEST_CONFIRM_MS: 1500, INGEST_LARGE_BODY_KB: 1 } as IngestConfig;
    const link = { publishState: state } as BrokerLink;
    const metrics = someMetrics();
    const journal = new Journal({ folder, keptHours: 0, maxBytes: 0 }, new SystemClock(), metrics);
    tellReceived = new TellReceived(publisher);
    const inbound = new InboundPublisher(config, link, publisher, media, journal, tellReceived);
    return new AcceptWebhook(inbound, spool, metrics, new SystemClock());
  }
  const trusted: Caller = { kind: 'trusted', numberId: number };
  const accept = (acceptance: AcceptWebhook, body: object, caller: Caller = trusted) =>
    acceptance.execute({
      eventOfPath: 'unknown',
      body: Buffer.from(JSON.stringify(body)),
      caller,
    });
  const spooled = async (): Promise<InboundMessage[]> => {
    await spool.seal();
    const contents = await Promise.all(spool.segments().map((segment) => segment.read()));
    return contents.flatMap((content) => decodeSegment(content).records.map(({ message }) => message));
  };

  const message = { event: 'messages.upsert', instance: 'suporte', data: {}, apikey: 'SECRET' };
  const large = { ...message, data: { base64: 'x'.repeat(2_000) } };

  const contact = {
    ...message,
    event: 'contacts.update',
    data: { remoteJid: '5511@s.whatsapp.net', pushName: 'Ana' },
  };

  it('lets go what was just said of a contact, from the moment it is on the queue', async () => {
    const acceptance = anAcceptance();
    const outcomes = await Promise.all([accept(acceptance, contact), accept(acceptance, contact)]);
    outcomes.push(await accept(acceptance, contact));
    expect(outcomes.map(({ messageId }) => messageId !== undefined)).toEqual([true, true, false]);
    expect(published).toHaveLength(2);
    await accept(acceptance, { ...contact, data: { ...contact.data, pushName: 'Bia' } });
    await accept(acceptance, contact);
    expect(published).toHaveLength(4);
  });

  it('lets nothing of a contact go on the word of a stranger, after news of the address book, or while it is in the spool', async () => {
    const acceptance = anAcceptance();
    await accept(acceptance, contact, { kind: 'unauthenticated' });
    await accept(acceptance, contact);
    await accept(acceptance, { ...contact, event: 'contacts.upsert' });
    await accept(acceptance, contact);
    expect(published).toHaveLength(4);
    const toSpool = anAcceptance({ outcome: 'unknown' });
    await accept(toSpool, contact);
    await accept(toSpool, contact);
    expect(await spooled()).toHaveLength(2);
  });

  it('lets go what says nothing, however its name is spelled', async () => {
    const acceptance = anAcceptance({ outcome: 'unknown', state: 'down' });
    const accepted = await accept(acceptance, { ...message, event: 'CHATS_UPDATE' });
    expect(accepted).toEqual({ event: 'chats.update', instance: 'suporte' });
    expect([published, await spooled()]).toEqual([[], []]);
  });

  it('publishes with everything the ticket service goes by', async () => {
    const { messageId } = await accept(anAcceptance(), message);
    expect(published).toEqual([
      {
        exchange: 'bkcrm.inbound',
        routingKey: 'p0.messages.upsert',
        type: 'webhook.v1',
        messageId,
        headers: {
          [headers.event]: 'messages.upsert',
          [headers.instance]: 'suporte',
          [headers.numberId]: number,
          [headers.origin]: 'webhook',
          [headers.receivedAt]: expect.stringMatching(/^20.*Z$/),
        },
        content: Buffer.from(JSON.stringify({ ...message, apikey: null })),
      },
    ]);
    expect(spool.records).toBe(0);
  });

  it("tells the sender of a contact's message only that there was one, once the broker has it", async () => {
    const received = { ...message, data: { key: { fromMe: false } } };
    await accept(anAcceptance({ outcome: 'unknown' }), received);
    await tellReceived.execute();
    await accept(anAcceptance(), received);
    await tellReceived.execute();
    expect(published.map(({ routingKey, content }) => [routingKey, content])).toEqual([
      [receivedKey, expect.any(Buffer)],
      [receivedKey, expect.any(Buffer)],
      ['messages.received.v1', { numbers: [{ numberId: number, instance: 'suporte', messages: 1 }] }],
    ]);
  });

  it('marks what came without a secret', async () => {
    await accept(anAcceptance(), message, { kind: 'unauthenticated' });
    expect(published[0]?.headers).toMatchObject({ [headers.unauthenticated]: 'true' });
    expect(published[0]?.headers).not.toHaveProperty(headers.numberId);
  });

  it.each(['returned', 'nacked', 'unknown'] as const)('spools the same message when it is %s', async (outcome) => {
    await accept(anAcceptance({ outcome }), message);
    const [sent] = published;
    expect(await spooled()).toEqual([
      { messageId: sent?.messageId, routingKey: sent?.routingKey, headers: sent?.headers, content: sent?.content },
    ]);
  });

  it.each(['down', 'blocked', 'connecting'])('does not wait for a broker that is %s', async (state) => {
    await accept(anAcceptance({ state }), message);
    expect(published).toEqual([]);
    expect(spool.records).toBe(1);
  });

  it('sends a large body by its name, stored without the credential', async () => {
    const { messageId } = await accept(anAcceptance(), large);
    const [[name, content] = []] = stored;
    expect(name).toMatch(new RegExp(String.raw`^inbound/\d{4}-\d\d-\d\d/${messageId}\.json$`));
    expect(JSON.parse(String(content))).toEqual({ ...large, apikey: null });
    expect(published[0]?.headers).toMatchObject({ [headers.bodyRef]: name });
    expect(JSON.parse(text(published[0]?.content))).toEqual({ event: 'messages.upsert', instance: 'suporte' });
  });

  it('spools the name of a large body, or all of it when the media store fails', async () => {
    await accept(anAcceptance({ state: 'down' }), large);
    await accept(anAcceptance({ mediaWorks: false }), large);
    const [referring, whole] = await spooled();
    expect(referring?.headers).toHaveProperty(headers.bodyRef);
    expect(JSON.parse(String(whole?.content))).toEqual({ ...large, apikey: null });
    expect(published).toEqual([]);
  });

  it('takes no responsibility when the spool is full, and keeps its last fifth for messages', async () => {
    const acceptance = anAcceptance({ state: 'down' });
    const presence = { event: 'presence.update', data: 'x'.repeat(800) };
    const urgent = { ...message, data: 'x'.repeat(800) };
    for (;;) {
      const result = await accept(acceptance, presence).catch((error: unknown) => error);
      if (result instanceof Error) break;
    }
    expect(spool.fillLevel).toBeGreaterThan(0.79);
    await accept(acceptance, urgent);
    await expect(
      (async () => {
        for (;;) await accept(acceptance, urgent);
      })(),
    ).rejects.toMatchObject({ reason: 'spool-full' });
    expect(spool.fillLevel).toBeLessThanOrEqual(1);
  });
});
