import { SendResult } from '@bkcrm/contracts';
import { encryptKeptWebhooks, readKeptWebhook } from '../src/numbers/former-webhook.js';
import { eventually } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formerHook, NumberScene } from './number-scene.js';
import { aCommand, withSenderDatabase } from './sender-harness.js';

describe('the beginning and the end of a number', () => {
  const database = withSenderDatabase();
  let scene: NumberScene;
  let numberId: string;
  let actorId: string;

  beforeEach(async () => {
    scene = await NumberScene.start(database.url);
    ({ numberId, actorId } = scene);
  });
  afterEach(() => scene.stop());

  describe('that is created', () => {
    it('begins with an instance of its own, with our hook and the settings of a help desk', async () => {
      await scene.create();
      await scene.settled('close');
      expect(scene.instance).toMatchObject({
        settings: { readMessages: false, groupsIgnore: true },
        webhook: { enabled: true, webhookBase64: false, headers: { 'x-bkcrm-number': numberId, ...scene.secret() } },
      });
      const [row] = await scene.replica.database.query('SELECT * FROM number');
      expect(JSON.stringify(row)).not.toContain(scene.instance?.token);
    });

    it('is created once, also when the answer is lost and the process dies', async () => {
      scene.evolution.loseAnswersOf.push('POST /instance/create');
      await scene.create();
      await eventually(() => expect(scene.instance).toBeDefined());
      const token = scene.instance?.token;
      await scene.replica.crash();
      await scene.startAgain();
      await scene.settled('close');
      expect(scene.instance?.token).toBe(token);
      expect(scene.evolution.writes.filter((call) => call === 'POST /instance/create')).toHaveLength(1);
    });

    it('waits while its name is taken, and touches nothing of whoever has it', async () => {
      scene.evolution.add('loja', { webhook: formerHook });
      await scene.create();
      await eventually(async () => expect(await scene.connection()).toMatchObject({ trouble: { code: 'name-taken' } }));
      expect(scene.evolution.writes).toEqual([]);
      await scene.drop('delete');
      await scene.forgotten();
      expect(scene.evolution.writes).toEqual([]);
      expect(scene.instance).toMatchObject({ webhook: formerHook });
    });

    it('waits for our ingest to be reached, and says so', async () => {
      scene.evolution.ingestIsOurs = false;
      await scene.create();
      await eventually(async () => expect(await scene.connection()).toMatchObject({ trouble: { code: 'webhook' } }));
      expect(scene.evolution.writes).toEqual([]);
      expect((await scene.announced()).at(-1)).toMatchObject({ trouble: 'webhook' });
      scene.evolution.ingestIsOurs = true;
      await scene.settled('close');
    });

    it('is linked by a code, or by typing one on the phone', async () => {
      await scene.create();
      await scene.settled('close');
      const offer = await scene.replica.link.connect({ actorId, numberId });
      expect(offer).toMatchObject({ qr: { code: '2@code', image: 'data:image/png;base64,AAAA', pairingCode: null } });
      expect(await scene.replica.link.connect({ actorId, numberId, phone: '5511940000001' })).toMatchObject({
        qr: { pairingCode: 'ABCD1234' },
      });
      scene.link();
      await scene.settled('open');
      expect(await scene.connection()).toMatchObject({ account: '5511940000001', linkedAccount: '5511940000001' });
    });

    it('is deleted with its instance; what waited for it fails at once', async () => {
      await scene.create();
      await scene.settled('close');
      const command = aCommand(numberId);
      await scene.replica.accept.execute([command]);
      await scene.drop('delete');
      await scene.forgotten();
      expect(scene.instance).toBeUndefined();
      const [result] = await scene.replica.database.query<{ body: SendResult }>(
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
      await scene.create();
      await scene.settled('close');
      await scene.drop('release');
      await scene.forgotten();
      expect(scene.instance).toMatchObject({ webhook: { enabled: false, headers: {} } });
    });
  });

  describe('that is adopted', () => {
    it('comes back as it was: former hook with its headers, former settings', async () => {
      scene.evolution.add('loja', { webhook: formerHook });
      const before = { ...scene.instance?.settings };
      await scene.adopt({ wantsSettings: true });
      await scene.settled('open');
      expect(scene.instance).toMatchObject({ settings: { readMessages: false }, webhook: { headers: scene.secret() } });
      const [row] = await scene.replica.database.query('SELECT original_webhook FROM number');
      expect(JSON.stringify(row)).not.toContain('somebody');
      await scene.drop('release');
      await scene.forgotten();
      expect(scene.instance).toMatchObject({ webhook: formerHook, settings: before });
      const writes = scene.evolution.writes.length;
      scene.clock.advance(600);
      await scene.replica.watch.tick();
      expect(scene.evolution.writes).toHaveLength(writes);
    });

    it('keeps its settings unless somebody asked for others', async () => {
      scene.evolution.add('loja');
      await scene.adopt();
      await scene.settled('open');
      expect(scene.instance).toMatchObject({ settings: { readMessages: true }, webhook: { headers: scene.secret() } });
      expect(scene.evolution.writes).toEqual(['POST /webhook/set/loja']);
    });

    it('keeps a hook that somebody else has set since', async () => {
      scene.evolution.add('loja', { webhook: formerHook });
      await scene.adopt();
      await scene.settled('open');
      const later = { ...formerHook, url: 'https://third.example' };
      Object.assign(scene.instance ?? {}, { webhook: later });
      await scene.drop('release');
      await scene.forgotten();
      expect(scene.instance).toMatchObject({ webhook: later });
    });

    it('is given back when its server is reached again', async () => {
      scene.evolution.add('loja', { webhook: formerHook });
      await scene.adopt();
      await scene.settled('open');
      scene.evolution.loseAnswersOf.push('POST /webhook/set/loja', 'GET /webhook/find/loja');
      await scene.drop('release');
      await scene.forgotten();
      expect(scene.instance).toMatchObject({ webhook: formerHook });
    });

    it('had its hook kept in clear by an earlier release: that is encrypted', async () => {
      scene.evolution.add('loja');
      await scene.adopt();
      await scene.settled('open');
      await scene.replica.database.query('UPDATE number SET original_webhook = $1', [JSON.stringify(formerHook)]);
      await encryptKeptWebhooks(scene.replica.database, scene.replica.secrets);
      const [row] = await scene.replica.database.query<{ kept: object }>('SELECT original_webhook AS kept FROM number');
      expect(JSON.stringify(row)).not.toContain('somebody');
      expect(readKeptWebhook(row?.kept ?? {}, numberId, scene.replica.secrets)).toMatchObject({
        headers: formerHook.headers,
      });
    });
  });
});
