import { DropNumber, NumberStateObserved, SendResult } from '@bkcrm/contracts';
import { RequestRefused } from '@bkcrm/messaging';
import { eventually } from '@bkcrm/testing';
import { numberSecret } from '@bkcrm/webhook-auth';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encryptKeptWebhooks, readKeptWebhook } from '../src/numbers/former-webhook.js';
import { TakeHints } from '../src/numbers/take-hints.js';
import { InstanceServer } from './instance-server.js';
import type { FakeInstance } from './instance-server.js';
import { aCommand, addAgent, ManualClock, SenderReplica, withSenderDatabase } from './sender-harness.js';

const former = {
  enabled: true,
  url: 'https://other.example/hook',
  headers: { authorization: 'Bearer of-somebody-else' },
  events: ['MESSAGES_UPSERT'],
  webhookByEvents: true,
  webhookBase64: true,
};

describe('the life of a number', () => {
  const database = withSenderDatabase();
  let clock: ManualClock;
  let evolution: InstanceServer;
  let replica: SenderReplica;
  let actorId: string;
  let numberId: string;

  beforeEach(async () => {
    clock = new ManualClock();
    evolution = await InstanceServer.start();
    replica = await start();
    await replica.database.query(
      'TRUNCATE number, number_lease, outbox_message, send_command, send_attempt, connection_change',
    );
    actorId = await addAgent(database.url, 'administrator');
    numberId = uuid();
  });
  afterEach(async () => {
    await replica.stop();
    await evolution.stop();
  });

  const start = (config: object = {}): Promise<SenderReplica> =>
    SenderReplica.start(database.url, {
      clock,
      evolutionUrl: evolution.url,
      config: { EVOLUTION_API_KEY: evolution.apiKey, ...config },
    });
  const create = (): Promise<void> =>
    replica.adopt.execute([{ numberId, instanceName: 'loja', origin: 'created', wantsSettings: true }]);
  const adopt = ({ wantsSettings = false } = {}): Promise<void> =>
    replica.adopt.execute([{ numberId, instanceName: 'loja', wantsSettings }]);
  const drop = (how: DropNumber['how']): Promise<void> => replica.drop.execute([{ numberId, how }]);
  const instance = (): FakeInstance | undefined => evolution.instances.get('loja');
  const connection = () => replica.connections.load(numberId);
  const isForgotten = async (): Promise<void> =>
    expect(await replica.database.query('SELECT 1 FROM number UNION ALL SELECT 1 FROM number_lease')).toEqual([]);
  /** Lets time pass until it is so. */
  const inTime = (work: () => Promise<void> | void): Promise<void> =>
    eventually(async () => {
      clock.advance(1);
      await work();
    });
  const settled = (state: string): Promise<void> =>
    inTime(async () => expect(await connection()).toMatchObject({ task: null, trouble: null, state }));
  const announced = async (): Promise<NumberStateObserved[]> => {
    const rows = await replica.database.query<{ body: NumberStateObserved }>(
      'SELECT body FROM outbox_message WHERE type = $1 ORDER BY id',
      [NumberStateObserved.type],
    );
    return rows.map(({ body }) => body);
  };
  const link = (jid = '5511940000001@s.whatsapp.net'): void => {
    Object.assign(instance() ?? {}, { state: 'open', ownerJid: jid });
  };
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const outcome = await work.catch((error: unknown) => error);
    return outcome instanceof RequestRefused ? outcome.code : 'not refused';
  };
  const secret = (from = 'secret') => ({ 'x-webhook-secret': numberSecret(from, numberId) });

  describe('that is created', () => {
    it('begins with an instance of its own, with our hook and the settings of a help desk', async () => {
      await create();
      await settled('close');
      expect(instance()).toMatchObject({
        settings: { readMessages: false, groupsIgnore: true },
        webhook: { enabled: true, webhookBase64: false, headers: { 'x-bkcrm-number': numberId, ...secret() } },
      });
      const [row] = await replica.database.query('SELECT * FROM number');
      expect(JSON.stringify(row)).not.toContain(instance()?.token);
    });

    it('is created once, also when the answer is lost and the process dies', async () => {
      evolution.loseAnswersOf.push('POST /instance/create');
      await create();
      await eventually(() => expect(instance()).toBeDefined());
      const token = instance()?.token;
      await replica.crash();
      replica = await start();
      await settled('close');
      expect(instance()?.token).toBe(token);
      expect(evolution.writes.filter((call) => call === 'POST /instance/create')).toHaveLength(1);
    });

    it('waits while its name is taken, and touches nothing of whoever has it', async () => {
      evolution.add('loja', { webhook: former });
      await create();
      await eventually(async () => expect(await connection()).toMatchObject({ trouble: { code: 'name-taken' } }));
      expect(evolution.writes).toEqual([]);
      await drop('delete');
      await inTime(isForgotten);
      expect(evolution.writes).toEqual([]);
      expect(instance()).toMatchObject({ webhook: former });
    });

    it('waits for our ingest to be reached, and says so', async () => {
      evolution.ingestIsOurs = false;
      await create();
      await eventually(async () => expect(await connection()).toMatchObject({ trouble: { code: 'webhook' } }));
      expect(evolution.writes).toEqual([]);
      expect((await announced()).at(-1)).toMatchObject({ trouble: 'webhook' });
      evolution.ingestIsOurs = true;
      await settled('close');
    });

    it('is linked by a code, or by typing one on the phone', async () => {
      await create();
      await settled('close');
      const offer = await replica.link.connect({ actorId, numberId });
      expect(offer).toMatchObject({ qr: { code: '2@code', image: 'data:image/png;base64,AAAA', pairingCode: null } });
      expect(await replica.link.connect({ actorId, numberId, phone: '5511940000001' })).toMatchObject({
        qr: { pairingCode: 'ABCD1234' },
      });
      link();
      await settled('open');
      expect(await connection()).toMatchObject({ account: '5511940000001', linkedAccount: '5511940000001' });
    });

    it('is deleted with its instance; what waited for it fails at once', async () => {
      await create();
      await settled('close');
      const command = aCommand(numberId);
      await replica.accept.execute([command]);
      await drop('delete');
      await inTime(isForgotten);
      expect(instance()).toBeUndefined();
      const [result] = await replica.database.query<{ body: SendResult }>(
        'SELECT body FROM outbox_message WHERE type = $1',
        [SendResult.type],
      );
      expect(result?.body).toMatchObject({
        commandId: command.commandId,
        state: 'failed',
        reason: { code: 'number.removed' },
      });
    });

    it('keeps its instance with our hook switched off when it is released', async () => {
      await create();
      await settled('close');
      await drop('release');
      await inTime(isForgotten);
      expect(instance()).toMatchObject({ webhook: { enabled: false, headers: {} } });
    });
  });

  describe('that is adopted', () => {
    it('comes back as it was: former hook with its headers, former settings', async () => {
      evolution.add('loja', { webhook: former });
      const before = { ...instance()?.settings };
      await adopt({ wantsSettings: true });
      await settled('open');
      expect(instance()).toMatchObject({ settings: { readMessages: false }, webhook: { headers: secret() } });
      const [row] = await replica.database.query('SELECT original_webhook FROM number');
      expect(JSON.stringify(row)).not.toContain('somebody');
      await drop('release');
      await inTime(isForgotten);
      expect(instance()).toMatchObject({ webhook: former, settings: before });
      const writes = evolution.writes.length;
      clock.advance(600);
      await replica.watch.tick();
      expect(evolution.writes).toHaveLength(writes);
    });

    it('keeps its settings unless somebody asked for others', async () => {
      evolution.add('loja');
      await adopt();
      await settled('open');
      expect(instance()).toMatchObject({ settings: { readMessages: true }, webhook: { headers: secret() } });
      expect(evolution.writes).toEqual(['POST /webhook/set/loja']);
    });

    it('keeps a hook that somebody else has set since', async () => {
      evolution.add('loja', { webhook: former });
      await adopt();
      await settled('open');
      const later = { ...former, url: 'https://third.example' };
      Object.assign(instance() ?? {}, { webhook: later });
      await drop('release');
      await inTime(isForgotten);
      expect(instance()).toMatchObject({ webhook: later });
    });

    it('is given back when its server is reached again', async () => {
      evolution.add('loja', { webhook: former });
      await adopt();
      await settled('open');
      evolution.loseAnswersOf.push('POST /webhook/set/loja', 'GET /webhook/find/loja');
      await drop('release');
      await inTime(isForgotten);
      expect(instance()).toMatchObject({ webhook: former });
    });

    it('had its hook kept in clear by an earlier release: that is encrypted', async () => {
      evolution.add('loja');
      await adopt();
      await settled('open');
      await replica.database.query('UPDATE number SET original_webhook = $1', [JSON.stringify(former)]);
      await encryptKeptWebhooks(replica.database, replica.secrets);
      const [row] = await replica.database.query<{ kept: object }>('SELECT original_webhook AS kept FROM number');
      expect(JSON.stringify(row)).not.toContain('somebody');
      expect(readKeptWebhook(row?.kept ?? {}, numberId, replica.secrets)).toMatchObject({ headers: former.headers });
    });
  });

  it('logs out by making the instance anew, also when it dies in the middle', async () => {
    evolution.add('loja', { webhook: former });
    await adopt();
    await settled('open');
    const token = instance()?.token;
    evolution.loseAnswersOf.push('DELETE /instance/delete/loja', 'POST /instance/create');
    expect(await replica.link.logOut({ actorId, numberId })).toMatchObject({ task: 'remake', state: 'close' });
    expect(await refusal(replica.link.restart({ actorId, numberId }))).toBe('number.busy');
    await settled('close');
    expect(instance()?.token).not.toBe(token);
    expect(instance()).toMatchObject({
      state: 'close',
      settings: { readMessages: true },
      webhook: { headers: secret() },
    });
    expect(evolution.writes.filter((call) => call === 'POST /instance/create')).toHaveLength(1);
    link();
    await settled('open');
    // What was there before us is still what it comes back to.
    await drop('release');
    await inTime(isForgotten);
    expect(instance()).toMatchObject({ webhook: former });
  });

  it('is restarted, unless Evolution says in its way that it cannot be', async () => {
    evolution.add('loja');
    await adopt();
    await settled('open');
    expect(await replica.link.restart({ actorId, numberId })).toMatchObject({ state: 'open' });
    Object.assign(instance() ?? {}, { state: 'close' });
    expect(await refusal(replica.link.restart({ actorId, numberId }))).toBe('number.evolution-trouble');
  });

  it('stops when another account is linked, and goes on when that is accepted', async () => {
    evolution.add('loja');
    await adopt();
    await settled('open');
    Object.assign(instance() ?? {}, { state: 'close', disconnectionCode: 401 });
    await inTime(async () => expect(await connection()).toMatchObject({ state: 'close' }));
    expect((await connection()).history[0]).toMatchObject({ state: 'close', reason: 'logged-out' });
    link('5511999999999:3@s.whatsapp.net');
    await inTime(async () => expect(await connection()).toMatchObject({ trouble: { code: 'another-account' } }));
    expect((await announced()).at(-1)).toMatchObject({ state: 'open', trouble: 'another-account' });
    const searches = (): number => evolution.calls.filter(({ path }) => path.includes('findMessages')).length;
    const [command, before] = [aCommand(numberId), searches()];
    await replica.accept.execute([command]);
    clock.advance(600);
    await replica.watch.tick();
    replica.workers.wake([numberId]);
    expect(await refusal(replica.link.acceptAccount({ actorId: uuid(), numberId }))).toBe('actor.unknown');
    expect(searches()).toBe(before);
    expect(evolution.writes.filter((call) => call.includes('/message/'))).toEqual([]);
    expect(await replica.link.acceptAccount({ actorId, numberId })).toMatchObject({
      account: '5511999999999',
      trouble: null,
    });
    await inTime(() => expect(evolution.writes.filter((call) => call.includes('/message/'))).toHaveLength(1));
    expect(await refusal(replica.link.acceptAccount({ actorId, numberId }))).toBe('number.no-other-account');
  });

  it('is not stopped by a close that comes an hour late', async () => {
    evolution.add('loja');
    await adopt();
    await settled('open');
    const told = (await announced()).length;
    await new TakeHints(replica.database, clock).execute([numberId]);
    const asked = (): number => evolution.calls.filter(({ path }) => path.includes('connectionState')).length;
    const before = asked();
    await eventually(() => expect(asked()).toBeGreaterThan(before));
    const command = aCommand(numberId);
    await replica.accept.execute([command]);
    await inTime(() => expect(evolution.writes).toContain('POST /message/sendText/loja'));
    expect((await announced()).slice(told).every(({ state }) => state === 'open')).toBe(true);
  });

  it('gets the hook anew when the first secret changes, or a key to sign with is added', async () => {
    evolution.add('loja');
    await adopt();
    await settled('open');
    await replica.stop();
    evolution.ingestSecret = 'newer';
    replica = await start({ WEBHOOK_SECRETS: ['newer', 'secret'], WEBHOOK_JWT_KEYS: ['signs'] });
    await inTime(() =>
      expect(instance()?.webhook).toMatchObject({ headers: { ...secret('newer'), jwt_key: 'signs' } }),
    );
  });

  it('has limits of its own when an administrator says so', async () => {
    evolution.add('loja');
    await adopt();
    expect(
      await refusal(
        replica.link.setRate({ actorId: await addAgent(database.url, 'agent'), numberId, ratePerSecond: 1, burst: 2 }),
      ),
    ).toBe('actor.forbidden');
    expect(await replica.link.setRate({ actorId, numberId, ratePerSecond: 0.5, burst: null })).toMatchObject({
      ratePerSecond: 0.5,
      burst: null,
      defaults: { burst: 20 },
    });
  });

  it('leaves every other instance alone, whatever happens', async () => {
    evolution.add('loja');
    const other = evolution.add('not-ours', { webhook: former });
    const before = structuredClone(other);
    await adopt({ wantsSettings: true });
    await settled('open');
    await replica.link.restart({ actorId, numberId });
    await replica.link.logOut({ actorId, numberId });
    await settled('close');
    await drop('release');
    await inTime(isForgotten);
    expect(other).toEqual(before);
    expect(evolution.writes.filter((call) => call.includes('not-ours'))).toEqual([]);
    for (const act of ['connect', 'restart', 'logOut', 'acceptAccount'] as const)
      expect(await refusal(replica.link[act]({ actorId, numberId: uuid() }))).toBe('number.not-found');
  });
});
