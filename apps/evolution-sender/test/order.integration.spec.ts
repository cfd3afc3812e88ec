import { setInterval as ticks } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendBehaviour } from './fake-evolution.js';
import { withSenderDatabase } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

const conversations = 200;
const sends = 50;
const numbers = 8;
const limits = {
  SEND_RATE_PER_SECOND: 100_000,
  SEND_BURST: 100_000,
  SEND_CONCURRENCY_PER_NUMBER: 8,
  EVOLUTION_TIMEOUT_SECONDS: 5,
};

const busy = { response: { message: "Cannot read properties of undefined (reading 'find')" } };
const failures: SendBehaviour[] = [
  { status: 500, body: busy },
  { status: 400, body: { response: { message: ['Error: Connection Closed'] } } },
  { accepts: true, breaksOff: 'at once' },
  { accepts: true, breaksOff: 'in its body' },
];

/** Numbers from 0 to 1, always the same ones (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('through random failures and restarts', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
  });
  afterEach(() => scene.end());

  it(`the messages of ${conversations} conversations arrive once each, in order, or are shown as unknown`, async () => {
    const random = seeded(20_261_125);
    scene.evolution.behaviour = () =>
      random() < 0.02 ? (failures[Math.floor(random() * failures.length)] ?? 'accept') : 'accept';
    const first = await scene.startWithNumber(limits);
    const numberIds = Array.from({ length: numbers }, () => uuid());
    await first.adopt.execute(numberIds.map((numberId) => ({ numberId, instanceName: numberId })));
    const all = Array.from({ length: conversations }, (_, index) =>
      scene.conversation(sends, { numberId: numberIds[index % numbers] }),
    );
    await first.accept.execute(all.flat());

    const restarts = [0.2, 0.4, 0.6, 0.8].map((part) => part * conversations * sends);
    let left = all.flat().length;
    const clock = setInterval(() => scene.clock.advance(1), 20);
    try {
      for await (const _ of ticks(100)) {
        if (scene.evolution.accepted.length > (restarts[0] ?? Infinity)) {
          restarts.shift();
          const former = scene.replica;
          await scene.start(limits);
          // Every other one dies without a word.
          await (restarts.length % 2 === 0 ? former.stop() : former.crash());
        }
        const [open] = await scene.replica.database.query<{ count: number }>(
          'SELECT count(*)::int AS count FROM send_command WHERE settled_at IS NULL',
        );
        left = open?.count ?? left;
        if (left === 0) break;
      }
    } finally {
      clearInterval(clock);
    }

    const arrived = new Map(scene.evolution.texts.map((text, index) => [text, index]));
    expect(arrived.size).toBe(scene.evolution.texts.length);
    const states = await scene.states(all.flat());
    expect(states).toEqual(all.flat().map(({ content }) => (arrived.has(content.text) ? 'sent' : 'unknown')));
    // Only what a dying process held in its hands may be missing, and is shown.
    const missing = states.filter((state) => state === 'unknown').length;
    expect(missing).toBeLessThanOrEqual(2 * numbers * limits.SEND_CONCURRENCY_PER_NUMBER);
    for (const commands of all) {
      const places = commands.flatMap(({ content }) => arrived.get(content.text) ?? []);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
  }, 400_000);
});
