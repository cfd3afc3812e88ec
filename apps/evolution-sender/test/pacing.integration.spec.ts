import type { SendMessage } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCommand, withSenderDatabase } from './sender-harness.js';
import type { CommandOverrides } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

const noGap = { PACING_GAP_LEAST_SECONDS: 0, PACING_GAP_MOST_SECONDS: 0 };

describe('what nobody asked for', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
  });
  afterEach(() => scene.end());

  const outreach = (count: number, overrides: CommandOverrides = {}): SendMessage[] =>
    Array.from({ length: count }, () => aCommand(scene.numberId, { purpose: 'outreach', ...overrides }));
  const replies = (count: number) => outreach(count, { purpose: 'reply' });
  const sent = (commands: SendMessage[]) =>
    scene.becomes(
      commands,
      commands.map(() => 'sent'),
    );
  const countOf = async (commands: SendMessage[], state: string) =>
    (await scene.states(commands)).filter((each) => each === state).length;

  it('leaves one after the other, with a gap; answers do not wait for it', async () => {
    const replica = await scene.startWithNumber({ PACING_GAP_LEAST_SECONDS: 10, PACING_GAP_MOST_SECONDS: 10 });
    await replica.database.query('TRUNCATE number_traffic');
    const unasked = outreach(3);
    await replica.accept.execute(unasked);
    await eventually(async () => expect(await countOf(unasked, 'sent')).toBe(1));
    const answers = replies(5);
    await replica.accept.execute(answers);
    await sent(answers);
    expect(await countOf(unasked, 'sent')).toBe(1);
    scene.clock.advance(11);
    await eventually(async () => expect(await countOf(unasked, 'sent')).toBe(2));
    scene.clock.advance(11);
    await sent(unasked);
  });

  it('is limited while a number that was made here is new, and says why and until when', async () => {
    const replica = await scene.startWithNumber({
      ...noGap,
      PACING_WARM_UP_FIRST_DAY: 2,
      SEND_CONCURRENCY_PER_NUMBER: 1,
    });
    await replica.database.query(`UPDATE number SET origin = 'created', first_linked_at = $1`, [scene.clock.now()]);
    const unasked = outreach(4);
    await replica.accept.execute(unasked);
    await eventually(async () =>
      expect(await replica.database.query(`SELECT 1 FROM send_command WHERE held = 'send.held.warm-up'`)).toHaveLength(
        2,
      ),
    );
    expect(await countOf(unasked, 'sent')).toBe(2);
    const told = (await Promise.all(unasked.map((command) => scene.results(command)))).map((results) => results.at(-1));
    expect(told.filter((result) => result?.state === 'queued')).toMatchObject(
      Array.from({ length: 2 }, () => ({
        reason: { code: 'send.held.warm-up' },
        until: '2026-11-26T00:00:00.000Z',
      })),
    );
    const answers = replies(5);
    await replica.accept.execute(answers);
    await sent(answers);
  });

  it('to contacts who never wrote is limited by the day', async () => {
    const replica = await scene.startWithNumber({
      ...noGap,
      PACING_FIRST_CONTACTS_PER_DAY: 1,
      SEND_CONCURRENCY_PER_NUMBER: 1,
    });
    const first = outreach(2, { firstContact: true });
    const known = outreach(2);
    await replica.accept.execute([...first, ...known]);
    await sent(known);
    expect((await scene.states(first)).sort()).toEqual(['queued', 'sent']);
    scene.clock.advance(12 * 3_600);
    await sent(first);
  });

  it('and is held back leaves before the answer when the contact has written meanwhile', async () => {
    const replica = await scene.startWithNumber({
      ...noGap,
      PACING_FIRST_CONTACTS_PER_DAY: 1,
      SEND_CONCURRENCY_PER_NUMBER: 1,
    });
    await replica.accept.execute(outreach(1, { firstContact: true }));
    await eventually(() => expect(scene.evolution.accepted).toHaveLength(1));
    const [unasked, answer] = scene.conversation(2) as [SendMessage, SendMessage];
    Object.assign(unasked, { purpose: 'outreach', firstContact: true });
    await replica.accept.execute([unasked]);
    await eventually(async () =>
      expect(await replica.database.query('SELECT 1 FROM send_command WHERE held IS NOT NULL')).toHaveLength(1),
    );
    await replica.accept.execute([Object.assign(answer, { purpose: 'reply' })]);
    await sent([unasked, answer]);
    expect(scene.evolution.texts.slice(1)).toHaveLength(2);
  });
});
