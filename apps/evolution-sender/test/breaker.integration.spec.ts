import { eventually } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendBehaviour } from './fake-evolution.js';
import { aCommand, withSenderDatabase } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

const busy = { response: { message: "Cannot read properties of undefined (reading 'find')" } };
const licence = { error: 'LICENSE_REQUIRED' };

describe('a number that cannot send', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
  });
  afterEach(() => scene.end());

  const breaker = () => scene.replica.workers.queueOf(scene.numberId)?.breaker;
  const calls = (name: string) => scene.evolution.received.filter((call) => call === name).length;
  const fiveCommands = () => Array.from({ length: 5 }, () => aCommand(scene.numberId));

  it.each<[reason: string, behaviour: SendBehaviour, attempts: number]>([
    ['license', { status: 503, body: licence }, 1],
    ['missing', { status: 404, body: {} }, 1],
    ['auth', { status: 403, body: {} }, 1],
    ['closed', { status: 400, body: { response: { message: ['Error: Connection Closed'] } } }, 1],
    ['slow', { status: 500, body: busy }, 3],
  ])('(%s) keeps its messages, and sends all of them in the end, each once', async (reason, behaviour, attempts) => {
    const replica = await scene.startWithNumber({ SEND_CONCURRENCY_PER_NUMBER: 1 });
    let works = false;
    scene.evolution.behaviour = () => (works ? 'accept' : behaviour);
    const commands = fiveCommands();
    await replica.accept.execute(commands);
    replica.workers.wake([scene.numberId]);
    await eventually(() => expect(breaker()).toMatchObject({ state: 'open', reason }));
    expect(await scene.states(commands)).toEqual(commands.map(() => 'queued'));
    expect(calls('sendText')).toBe(attempts);
    works = true;
    await scene.untilSettled();
    expect(await scene.states(commands)).toEqual(commands.map(() => 'sent'));
    expect(scene.evolution.texts.toSorted()).toEqual(commands.map(({ content }) => content.text).toSorted());
  });

  it('because WhatsApp is slow asks WhatsApp itself, not oftener than once a minute, and never with a message', async () => {
    const replica = await scene.startWithNumber({ SEND_CONCURRENCY_PER_NUMBER: 1 });
    let works = false;
    scene.evolution.behaviour = () => (works ? 'accept' : { status: 500, body: busy });
    scene.evolution.whatsappAnswers = false;
    const commands = fiveCommands();
    await replica.accept.execute(commands);
    await eventually(() => expect(breaker()).toMatchObject({ state: 'open', reason: 'slow' }));
    const states = calls('connectionState');
    // Ten minutes.
    for (let passed = 0; passed < 60; passed += 1) {
      scene.clock.advance(10);
      await replica.watch.tick();
      await replica.watch.stop();
    }
    expect(calls('connectionState')).toBeGreaterThan(states);
    expect(calls('whatsappNumbers')).toBeGreaterThan(1);
    expect(calls('whatsappNumbers')).toBeLessThanOrEqual(11);
    expect(calls('sendText')).toBe(3);
    expect(breaker()?.state).not.toBe('closed');
    scene.evolution.whatsappAnswers = true;
    works = true;
    await scene.untilSettled();
    expect(await scene.states(commands)).toEqual(commands.map(() => 'sent'));
  });
});
