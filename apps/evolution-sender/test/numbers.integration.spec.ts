import { NumberStateObserved } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { numberSecret } from '@bkcrm/webhook-auth';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeptWebhook } from '../src/numbers/former-webhook.js';
import { TakeHints } from '../src/numbers/take-hints.js';
import { FakeEvolution } from './fake-evolution.js';
import { ManualClock, SenderReplica, withSenderDatabase } from './sender-harness.js';

describe('a number', () => {
  const database = withSenderDatabase();
  let clock: ManualClock;
  let evolution: FakeEvolution;
  let replica: SenderReplica;
  let numberId: string;

  beforeEach(async () => {
    clock = new ManualClock();
    evolution = await FakeEvolution.start(() => clock.now());
    replica = await SenderReplica.start(database.url, { clock, evolutionUrl: evolution.url });
    await replica.database.query('TRUNCATE number, number_lease, outbox_message');
    numberId = uuid();
  });
  afterEach(async () => {
    await replica.stop();
    await evolution.stop();
  });

  const adopt = (): Promise<void> => replica.adopt.execute([{ numberId, instanceName: 'loja' }]);
  const announced = async (): Promise<string[]> => {
    const rows = await replica.database.query<{ body: NumberStateObserved }>(
      'SELECT body FROM outbox_message WHERE type = $1 ORDER BY id',
      [NumberStateObserved.type],
    );
    return rows.map(({ body }) => body.state);
  };
  const ours = () => ({
    url: `${evolution.url}/webhook/evolution`,
    headers: { 'x-bkcrm-number': numberId, 'x-webhook-secret': numberSecret('secret', numberId) },
    enabled: true,
    webhookByEvents: false,
    webhookBase64: false,
  });

  it('gets our hook, and what was there before is remembered', async () => {
    const before = {
      url: 'https://other.example',
      enabled: true,
      headers: { a: 'secret-of-another' },
      events: ['CALL'],
    };
    evolution.webhooks.set('loja', before);
    evolution.webhooks.set('not-ours', before);
    await adopt();
    await eventually(() => expect(evolution.webhooks.get('loja')).toMatchObject(ours()));
    const [row] = await replica.database.query<{ kept: object }>('SELECT original_webhook AS kept FROM number');
    expect(JSON.stringify(row)).not.toContain(before.headers.a);
    expect(readKeptWebhook(row?.kept ?? {}, numberId, replica.secrets)).toMatchObject(before);
    expect(evolution.webhooks.get('not-ours')).toEqual(before);
  });

  it('gets our hook again when somebody has changed it, without forgetting the first one', async () => {
    await adopt();
    await eventually(async () => {
      const [row] = await replica.database.query('SELECT next_webhook_check_at > $1 AS seen FROM number', [
        clock.now(),
      ]);
      expect(row).toEqual({ seen: true });
    });
    expect(evolution.webhooks.get('loja')).toMatchObject(ours());
    evolution.webhooks.set('loja', { url: 'https://other.example', enabled: true });
    clock.advance(61);
    await eventually(() => expect(evolution.webhooks.get('loja')).toMatchObject(ours()));
    const [row] = await replica.database.query(
      'SELECT original_webhook, original_webhook_at IS NULL AS forgotten FROM number',
    );
    expect(row).toEqual({ original_webhook: null, forgotten: false });
  });

  it('tells its state when it changes, and repeats it every minute', async () => {
    await adopt();
    await eventually(async () => expect(await announced()).toEqual(['open']));
    clock.advance(61);
    await eventually(() => expect(replica.broadcasts.at(-1)?.content).toMatchObject({ numberId, state: 'open' }));
    evolution.state = 'missing';
    clock.advance(31);
    await eventually(async () => expect(await announced()).toEqual(['open', 'missing']));
    evolution.apiKey = 'another';
    evolution.state = 'open';
    clock.advance(31);
    await eventually(async () => expect(await announced()).toEqual(['open', 'missing', 'unknown']));
  });

  it('is asked for its state at once when Evolution hints at a change', async () => {
    await adopt();
    await eventually(async () => expect(await announced()).toEqual(['open']));
    evolution.state = 'close';
    await new TakeHints(replica.database, clock).execute([numberId]);
    await eventually(async () => expect(await announced()).toEqual(['open', 'close']));
  });
});
