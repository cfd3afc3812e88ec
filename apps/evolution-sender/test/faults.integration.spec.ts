import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendBehaviour } from './fake-evolution.js';
import { withSenderDatabase } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

const prisma = { response: { message: ['Error: Invalid `prisma.message.create()` invocation'] } };

/** What can go wrong with the answer to a send, and how the message ends. */
const faults: [name: string, behaviour: SendBehaviour, ends: string][] = [
  ['a hang', 'hang', 'unknown'],
  ['a hang after it was accepted', 'accept-silently', 'sent'],
  ['a reset', { breaksOff: 'at once' }, 'unknown'],
  ['a reset after it was accepted', { accepts: true, breaksOff: 'at once' }, 'sent'],
  ['a cut in the head of the answer', { accepts: true, breaksOff: 'in its head' }, 'sent'],
  ['a cut in the body of the answer', { accepts: true, breaksOff: 'in its body' }, 'sent'],
  ['400 after it was accepted', { accepts: true, status: 400, body: prisma }, 'sent'],
  ['500 after it was accepted', { accepts: true, status: 500, body: prisma }, 'sent'],
  ['503 after it was accepted', { accepts: true, status: 503, body: prisma }, 'sent'],
  ['200 without an id', { status: 200, body: { status: 'PENDING' } }, 'unknown'],
  ['200 without an id after it was accepted', { accepts: true, status: 200, body: {} }, 'sent'],
  ['a page that is no answer', { status: 200, body: undefined }, 'unknown'],
];

describe('a send without a usable answer', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
  });
  afterEach(() => scene.end());

  it('leaves WhatsApp with one message at most, and every message found or shown', async () => {
    const replica = await scene.startWithNumber({ SEND_BURST: 100, EVOLUTION_TIMEOUT_SECONDS: 1 });
    const rows = faults.map(([name, behaviour, ends]) => {
      const [command, next] = scene.conversation(2, { text: name });
      if (command === undefined || next === undefined) throw new Error('unreachable');
      return {
        name,
        behaviour,
        ends,
        command,
        next: Object.assign(next, { content: { kind: 'text', text: `after ${name}` } }),
      };
    });
    const behaviours = new Map(rows.map(({ name, behaviour }) => [name, behaviour]));
    scene.evolution.behaviour = (text) => behaviours.get(text) ?? 'accept';
    await replica.accept.execute(rows.flatMap(({ command, next }) => [command, next]));
    await scene.untilSettled();
    await scene.becomes(
      rows.flatMap(({ command, next }) => [command, next]),
      rows.flatMap(({ ends }) => [ends, 'sent']),
    );
    for (const { name, ends } of rows)
      expect(
        scene.evolution.texts.filter((text) => text === name),
        name,
      ).toHaveLength(ends === 'sent' ? 1 : 0);
    for (const { command, ends } of rows)
      expect((await scene.results(command)).at(-1), command.content.text).toMatchObject(
        ends === 'sent' ? { state: 'sent' } : { state: 'unknown', reason: { code: 'send.unconfirmed' } },
      );
  });

  it.each(['first', 'second'])('of two equal ones, of which only the %s was sent, settles one', async (which) => {
    const replica = await scene.startWithNumber({ EVOLUTION_TIMEOUT_SECONDS: 1, SEND_CONCURRENCY_PER_NUMBER: 2 });
    const pair = [scene.conversation(1, { text: 'the same' }), scene.conversation(1, { text: 'the same' })].flat();
    let sends = 0;
    scene.evolution.behaviour = () => {
      sends += 1;
      return sends === (which === 'first' ? 1 : 2) ? 'accept-silently' : 'hang';
    };
    await replica.accept.execute(pair);
    await scene.becomes(pair, ['unknown', 'unknown']);
    await scene.untilSettled();
    expect((await scene.states(pair)).sort()).toEqual(['sent', 'unknown']);
    expect(scene.evolution.texts).toEqual(['the same']);
    const claimed = await replica.database.query('SELECT whatsapp_id FROM send_attempt WHERE whatsapp_id IS NOT NULL');
    expect(claimed).toHaveLength(1);
  });
});
