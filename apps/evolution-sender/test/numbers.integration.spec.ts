import type { NumberStateObserved } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { numberSecret } from '@bkcrm/webhook-auth';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeEvolution } from './fake-evolution.js';
import { ManualClock, SenderHarness, withSenderDatabase } from './sender-harness.js';

const soon = { timeout: 15_000 };

describe('adopted numbers', () => {
  const server = withSenderDatabase();
  let evolution: FakeEvolution;
  let sender: SenderHarness;
  let clock: ManualClock;
  const observed = async (numberId: string): Promise<NumberStateObserved[]> => {
    const rows = await sender.database.query<{ body: NumberStateObserved }>(
      `SELECT body FROM outbox_message WHERE type = 'number.state-observed.v1' AND body ->> 'numberId' = $1 ORDER BY id`,
      [numberId],
    );
    return rows.map((row) => row.body);
  };

  beforeEach(async () => {
    evolution = await new FakeEvolution().start();
    clock = new ManualClock();
    sender = (await SenderHarness.open(server.url, evolution, { clock })).start();
  });
  afterEach(async () => {
    await sender.database.query('DELETE FROM number');
    await sender.stop();
    await evolution.stop();
  });

  it('get our webhook, and the one before is remembered', async () => {
    evolution.webhooks.set('hooked', { enabled: true, url: 'https://elsewhere.example', events: ['CALL'] });
    const numberId = await sender.adopt('hooked');
    await eventually(() => {
      expect(evolution.webhooks.get('hooked')).toMatchObject({
        enabled: true,
        url: 'http://ingest.test/webhook/evolution',
        headers: { 'x-bkcrm-number': numberId, 'x-webhook-secret': numberSecret('secret', numberId) },
        webhookBase64: true,
      });
    }, soon);
    const [row] = await sender.database.query<{ previous: object }>(
      'SELECT previous_webhook AS previous FROM number WHERE id = $1',
      [numberId],
    );
    expect(row?.previous).toMatchObject({ url: 'https://elsewhere.example' });
  });

  it('get it back when somebody changes it, and are left alone while it is in place', async () => {
    await sender.adopt('changed');
    const sets = (): number => evolution.requests.filter((request) => request === 'POST /webhook/set/changed').length;
    await eventually(() => expect(sets()).toBe(1), soon);
    clock.advance(61_000);
    await eventually(() => {
      expect(evolution.requests.filter((request) => request === 'GET /webhook/find/changed')).toHaveLength(2);
    }, soon);
    expect(sets()).toBe(1);
    evolution.webhooks.set('changed', { enabled: false });
    clock.advance(61_000);
    await eventually(() => expect(sets()).toBe(2), soon);
  });

  it('are reported with their owner, on change and every minute', async () => {
    const numberId = await sender.adopt('seen');
    await eventually(async () => {
      expect(await observed(numberId)).toMatchObject([
        { state: 'open', ownerJid: '5511999990000@s.whatsapp.net', profileName: 'Loja' },
      ]);
    }, soon);
    evolution.states.set('seen', 'close');
    sender.care.hint(['seen']);
    await eventually(async () => expect((await observed(numberId)).at(-1)?.state).toBe('close'), soon);
    clock.advance(61_000);
    await eventually(async () => expect(await observed(numberId)).toHaveLength(3), soon);
    expect(JSON.stringify(await observed(numberId))).not.toContain('never to be told');
  });

  it('are the only ones that are touched', async () => {
    const numberId = await sender.adopt('ours');
    sender.care.hint(['foreign']);
    await eventually(async () => expect(await observed(numberId)).not.toEqual([]), soon);
    expect(evolution.requests.filter((request) => request.includes('foreign'))).toEqual([]);
  });

  it('bring their files into the media store', async () => {
    const numberId = await sender.adopt('files');
    const content = Buffer.from('a photo');
    evolution.file = { status: 201, body: { base64: content.toString('base64'), mimetype: 'image/jpeg' } };
    const order = { attachmentId: uuid(), numberId, message: { key: { id: 'A' } } };
    await sender.fetchFile.execute(order, 0);
    const facts = await sender.database.query<{ body: { object: string } }>(
      `SELECT body FROM outbox_message WHERE type = 'file.fetched.v1'`,
    );
    expect(facts).toMatchObject([
      { body: { attachmentId: order.attachmentId, state: 'stored', size: content.length, mimeType: 'image/jpeg' } },
    ]);
    const object = facts[0]?.body.object ?? '';
    expect(object).toMatch(/^media\/([\da-f]{2})\/\1[\da-f]{62}$/);
    expect(await sender.media.read(object)).toEqual(content);
  });
});
