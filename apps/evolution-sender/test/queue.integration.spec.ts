import { EventEmitter, once } from 'node:events';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCommand, withSenderDatabase } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

describe('the send queue', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
  });
  afterEach(() => scene.end());

  const commands = (count: number, numberId = scene.numberId) =>
    Array.from({ length: count }, () => aCommand(numberId));
  const adoptMore = async (count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => uuid());
    await scene.replica.adopt.execute(ids.map((numberId) => ({ numberId, instanceName: numberId })));
    return ids;
  };
  /** Shows that the queues have been looked at since: a new number may send at once. */
  const anotherSends = async (): Promise<void> => {
    const [numberId = ''] = await adoptMore(1);
    const [command] = commands(1, numberId);
    if (command === undefined) throw new Error('unreachable');
    await scene.replica.accept.execute([command]);
    await scene.becomes([command], ['sent']);
  };

  it('gains nothing by crashing again and again', async () => {
    const limits = { SEND_BURST: 3, SEND_RATE_PER_SECOND: 1, SEND_CONCURRENCY_PER_NUMBER: 1 };
    const first = await scene.startWithNumber(limits);
    const waiting = commands(8);
    await first.accept.execute(waiting);
    await eventually(() => expect(scene.evolution.accepted.length).toBeGreaterThan(0));
    for (let crashes = 0; crashes < 3; crashes += 1) {
      await scene.replica.crash();
      await scene.start(limits);
      await eventually(() => expect(scene.replica.workers.numberIds).toContain(scene.numberId));
    }
    await anotherSends();
    await eventually(async () => {
      const [row] = await scene.replica.database.query<{ tokens: number }>(
        'SELECT tokens FROM number_lease WHERE number_id = $1',
        [scene.numberId],
      );
      expect(row?.tokens).toBe(0);
    });
    const sent = scene.evolution.accepted.filter(({ text }) =>
      waiting.some((command) => command.content.text === text),
    );
    expect(sent.length).toBeLessThanOrEqual(3);
  });

  it('claims nothing for a process whose lease another one has taken', async () => {
    const replica = await scene.startWithNumber();
    const queue = replica.workers.queueOf(scene.numberId);
    // As for a process that was away for longer than its lease: it believes that it still holds it.
    await replica.database.query('UPDATE number_lease SET token = gen_random_uuid() WHERE number_id = $1', [
      scene.numberId,
    ]);
    expect(queue?.lease.isLive).toBe(true);
    const command = aCommand(scene.numberId);
    await replica.accept.execute([command]);
    replica.workers.wake([scene.numberId]);
    await eventually(() => expect(replica.workers.numberIds).not.toContain(scene.numberId));
    expect(scene.evolution.texts).toEqual([]);
    expect(await scene.states([command])).toEqual(['queued']);
  });

  it('starts empty when the level is not known', async () => {
    const first = await scene.startWithNumber();
    await first.stop();
    const second = await scene.start();
    await second.database.query('UPDATE number_lease SET tokens = NULL, tokens_at = NULL, expires_at = now()');
    await second.accept.execute(commands(1));
    await eventually(() => expect(second.workers.numberIds).toContain(scene.numberId));
    await anotherSends();
    expect(scene.evolution.accepted).toHaveLength(1);
    scene.clock.advance(1);
    await eventually(() => expect(scene.evolution.accepted).toHaveLength(2));
  });

  it('keeps to the rate of the number, also when it changes while it runs', async () => {
    const replica = await scene.startWithNumber({ SEND_BURST: 1, SEND_RATE_PER_SECOND: 1 });
    await replica.accept.execute(commands(12));
    await eventually(() => expect(scene.evolution.accepted).toHaveLength(1));
    await replica.database.query('UPDATE number SET rate_per_second = 5, burst = 5');
    await eventually(() => expect(replica.workers.queueOf(scene.numberId)?.rate.perSecond).toBe(5));
    scene.clock.advance(1);
    await eventually(() => expect(scene.evolution.accepted).toHaveLength(6));
    await replica.database.query('UPDATE number SET rate_per_second = NULL, burst = NULL');
    await eventually(() => expect(replica.workers.queueOf(scene.numberId)?.rate.burst).toBe(1));
    scene.clock.advance(10);
    await eventually(() => expect(scene.evolution.accepted).toHaveLength(7));
    await anotherSends();
    expect(scene.evolution.accepted).toHaveLength(8);
  });

  it('leaves a gap between two messages of a conversation, when asked to', async () => {
    const replica = await scene.startWithNumber({ SEND_CONVERSATION_GAP_MS: 800 });
    const spaced = [scene.conversation(2), scene.conversation(2)];
    await replica.accept.execute(spaced.flat());
    await scene.becomes(spaced.flat(), ['sent', 'queued', 'sent', 'queued']);
    await anotherSends();
    expect(await scene.states(spaced.flat())).toEqual(['sent', 'queued', 'sent', 'queued']);
    scene.clock.advance(1);
    await scene.becomes(spaced.flat(), ['sent', 'sent', 'sent', 'sent']);
  });

  it('waits for a predecessor that was ordered a moment before and has not arrived', async () => {
    const replica = await scene.startWithNumber();
    const conversationId = uuid();
    const queuedAt = scene.clock.now();
    const previousQueuedAt = new Date(Number(queuedAt) - 1_000).toISOString();
    const first = aCommand(scene.numberId, { conversationId, position: 7 });
    const second = aCommand(scene.numberId, {
      conversationId,
      position: 8,
      queuedAt: queuedAt.toISOString(),
      previousQueuedAt,
    });
    await replica.accept.execute([second]);
    scene.clock.advance(60);
    await anotherSends();
    expect(await scene.states([second])).toEqual(['queued']);
    await replica.accept.execute([first]);
    scene.clock.advance(3);
    await scene.becomes([first, second], ['sent', 'sent']);
    const texts = [first, second].map(({ content }) => content.text);
    expect(scene.evolution.accepted.map(({ text }) => text).filter((text) => texts.includes(text))).toEqual(texts);
  });

  it('does not wait for one that is long forgotten, nor for ever for one that never comes', async () => {
    const replica = await scene.startWithNumber();
    const queuedAt = scene.clock.now();
    const after = (ms: number) =>
      aCommand(scene.numberId, {
        position: 8,
        queuedAt: queuedAt.toISOString(),
        previousQueuedAt: new Date(Number(queuedAt) - ms).toISOString(),
      });
    const [late, lost] = [after(2 * 3_600_000), after(1_000)];
    await replica.accept.execute([late, lost]);
    scene.clock.advance(3);
    await scene.becomes([late, lost], ['sent', 'queued']);
    scene.clock.advance(90);
    await scene.becomes([late, lost], ['sent', 'sent']);
  });

  it('finds who may go behind thousands of conversations that have to wait', async () => {
    const replica = await scene.startWithNumber();
    const blocked = commands(1_200);
    await replica.accept.execute(blocked);
    await replica.database.query(`UPDATE send_command SET next_attempt_at = 'infinity' WHERE state = 'queued'`);
    const [late] = commands(1);
    if (late === undefined) throw new Error('unreachable');
    await replica.accept.execute([late]);
    await scene.becomes([late], ['sent']);
  });

  it('of one number, however long, delays no other, and keeps to its bucket', async () => {
    const replica = await scene.startWithNumber({ SEND_BURST: 10, SEND_RATE_PER_SECOND: 10, SEND_CONCURRENCY: 4 });
    const long = commands(2_000);
    await replica.accept.execute(long);
    const others = await adoptMore(10);
    const short = others.flatMap((numberId) => commands(3, numberId));
    await replica.accept.execute(short);
    await scene.becomes(
      short,
      short.map(() => 'sent'),
    );
    const ofLong = () =>
      scene.evolution.accepted.filter(({ text }) => long.some((command) => command.content.text === text));
    await eventually(() => expect(ofLong()).toHaveLength(10));
    scene.clock.advance(1);
    await eventually(() => expect(ofLong()).toHaveLength(20));
    await anotherSends();
    expect(ofLong()).toHaveLength(20);
  });

  it('has as many sends under way as it may, and not one more, of one number and over all', async () => {
    const replica = await scene.startWithNumber({ SEND_CONCURRENCY: 3, SEND_CONCURRENCY_PER_NUMBER: 2 });
    const gate = new EventEmitter();
    const [first = '', ...others] = await adoptMore(5);
    let isOpen = false;
    scene.evolution.behaviour = async (): Promise<'accept'> => {
      if (!isOpen) await once(gate, 'open');
      return 'accept';
    };
    const ofFirst = commands(10, first);
    await replica.accept.execute(ofFirst);
    await eventually(() => expect(scene.evolution.underWayNow).toBe(2));
    const ofOthers = others.flatMap((numberId) => commands(10, numberId));
    await replica.accept.execute(ofOthers);
    await eventually(() => expect(scene.evolution.underWayNow).toBe(3));
    isOpen = true;
    gate.emit('open');
    const all = [...ofFirst, ...ofOthers];
    await scene.becomes(
      all,
      all.map(() => 'sent'),
    );
    expect(Math.max(...scene.evolution.mostAtOnce.values())).toBe(2);
    expect(scene.evolution.mostAtOnceOverall).toBe(3);
  });
});
