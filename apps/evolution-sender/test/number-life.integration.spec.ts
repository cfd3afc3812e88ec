import { TakeHints } from '../src/numbers/take-hints.js';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formerHook, NumberScene } from './number-scene.js';
import { addAgent, aCommand, refusal, withSenderDatabase } from './sender-harness.js';

describe('the life of a number', () => {
  const database = withSenderDatabase();
  let scene: NumberScene;
  let numberId: string;
  let actorId: string;

  beforeEach(async () => {
    scene = await NumberScene.start(database.url);
    ({ numberId, actorId } = scene);
  });
  afterEach(() => scene.stop());

  it('logs out by making the instance anew, also when it dies in the middle', async () => {
    scene.evolution.add('loja', { webhook: formerHook });
    await scene.adopt();
    await scene.settled('open');
    const token = scene.instance?.token;
    scene.evolution.loseAnswersOf.push('DELETE /instance/delete/loja', 'POST /instance/create');
    expect(await scene.replica.link.logOut({ actorId, numberId })).toMatchObject({ task: 'remake', state: 'close' });
    expect(await refusal(scene.replica.link.restart({ actorId, numberId }))).toMatchObject({ code: 'number.busy' });
    await scene.settled('close');
    expect(scene.instance?.token).not.toBe(token);
    expect(scene.instance).toMatchObject({
      state: 'close',
      settings: { readMessages: true },
      webhook: { headers: scene.secret() },
    });
    expect(scene.evolution.writes.filter((call) => call === 'POST /instance/create')).toHaveLength(1);
    scene.link();
    await scene.settled('open');
    // What was there before us is still what it comes back to.
    await scene.drop('release');
    await scene.forgotten();
    expect(scene.instance).toMatchObject({ webhook: formerHook });
  });

  it('is restarted, unless Evolution says in its way that it cannot be', async () => {
    scene.evolution.add('loja');
    await scene.adopt();
    await scene.settled('open');
    expect(await scene.replica.link.restart({ actorId, numberId })).toMatchObject({ state: 'open' });
    Object.assign(scene.instance ?? {}, { state: 'close' });
    expect(await refusal(scene.replica.link.restart({ actorId, numberId }))).toMatchObject({
      code: 'number.evolution-trouble',
    });
  });

  it('stops when another account is linked, and goes on when that is accepted', async () => {
    scene.evolution.add('loja');
    await scene.adopt();
    await scene.settled('open');
    Object.assign(scene.instance ?? {}, { state: 'close', disconnectionCode: 401 });
    await scene.inTime(async () => expect(await scene.connection()).toMatchObject({ state: 'close' }));
    expect((await scene.connection()).history[0]).toMatchObject({ state: 'close', reason: 'logged-out' });
    scene.link('5511999999999:3@s.whatsapp.net');
    await scene.inTime(async () =>
      expect(await scene.connection()).toMatchObject({ trouble: { code: 'another-account' } }),
    );
    expect((await scene.announced()).at(-1)).toMatchObject({ state: 'open', trouble: 'another-account' });
    const [command, before] = [aCommand(numberId), scene.count('findMessages')];
    await scene.replica.accept.execute([command]);
    // What is due in one round has begun when the next one asks again.
    for (const round of [1, 2, 3]) {
      const asked = scene.count('connectionState');
      scene.clock.advance(600);
      scene.replica.workers.wake([numberId]);
      await eventually(() => expect(scene.count('connectionState'), `round ${round}`).toBeGreaterThan(asked));
    }
    expect(await refusal(scene.replica.link.acceptAccount({ actorId: uuid(), numberId }))).toMatchObject({
      code: 'actor.unknown',
    });
    expect(scene.count('findMessages')).toBe(before);
    expect(scene.evolution.writes.filter((call) => call.includes('/message/'))).toEqual([]);
    expect(await scene.replica.link.acceptAccount({ actorId, numberId })).toMatchObject({
      account: '5511999999999',
      trouble: null,
    });
    await scene.inTime(() =>
      expect(scene.evolution.writes.filter((call) => call.includes('/message/'))).toHaveLength(1),
    );
    expect(await refusal(scene.replica.link.acceptAccount({ actorId, numberId }))).toMatchObject({
      code: 'number.no-other-account',
    });
  });

  it('is not stopped by a close that comes an hour late', async () => {
    scene.evolution.add('loja');
    await scene.adopt();
    await scene.settled('open');
    const told = (await scene.announced()).length;
    await new TakeHints(scene.replica.database, scene.clock).execute([numberId]);
    const before = scene.count('connectionState');
    await eventually(() => expect(scene.count('connectionState')).toBeGreaterThan(before));
    const command = aCommand(numberId);
    await scene.replica.accept.execute([command]);
    await scene.inTime(() => expect(scene.evolution.writes).toContain('POST /message/sendText/loja'));
    expect((await scene.announced()).slice(told).every(({ state }) => state === 'open')).toBe(true);
  });

  it('gets the hook anew when the first secret changes, or a key to sign with is added', async () => {
    scene.evolution.add('loja');
    await scene.adopt();
    await scene.settled('open');
    await scene.replica.stop();
    scene.evolution.ingestSecret = 'newer';
    await scene.startAgain({ WEBHOOK_SECRETS: ['newer', 'secret'], WEBHOOK_JWT_KEYS: ['signs'] });
    await scene.inTime(() =>
      expect(scene.instance?.webhook).toMatchObject({ headers: { ...scene.secret('newer'), jwt_key: 'signs' } }),
    );
  });

  it('has limits of its own when an administrator says so', async () => {
    scene.evolution.add('loja');
    await scene.adopt();
    expect(
      await refusal(
        scene.replica.link.setRate({
          actorId: await addAgent(database.url, 'agent'),
          numberId,
          ratePerSecond: 1,
          burst: 2,
        }),
      ),
    ).toMatchObject({ code: 'actor.forbidden' });
    expect(await scene.replica.link.setRate({ actorId, numberId, ratePerSecond: 0.5, burst: null })).toMatchObject({
      ratePerSecond: 0.5,
      burst: null,
      defaults: { burst: 20 },
    });
  });

  it('leaves every other instance alone, whatever happens', async () => {
    scene.evolution.add('loja');
    const other = scene.evolution.add('not-ours', { webhook: formerHook });
    const before = structuredClone(other);
    await scene.adopt({ wantsSettings: true });
    await scene.settled('open');
    await scene.replica.link.restart({ actorId, numberId });
    await scene.replica.link.logOut({ actorId, numberId });
    await scene.settled('close');
    await scene.drop('release');
    await scene.forgotten();
    expect(other).toEqual(before);
    expect(scene.evolution.writes.filter((call) => call.includes('not-ours'))).toEqual([]);
    for (const act of ['connect', 'restart', 'logOut', 'acceptAccount'] as const)
      expect(await refusal(scene.replica.link[act]({ actorId, numberId: uuid() }))).toMatchObject({
        code: 'number.not-found',
      });
  });
});
