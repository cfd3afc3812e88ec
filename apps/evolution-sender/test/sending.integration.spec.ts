import type { SendMessage, SendResult } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { EventEmitter, once } from 'node:events';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SenderConfig } from '../src/app.config.js';
import { asStored, FakeEvolution } from './fake-evolution.js';
import type { SendBehaviour } from './fake-evolution.js';
import { readMessage } from '../src/evolution-api/read-answers.js';
import { aCommand, ManualClock, SenderReplica, withSenderDatabase } from './sender-harness.js';
import type { TextCommand } from './sender-harness.js';

const closed = { status: 400, body: { response: { message: ['Error: Connection Closed'] } } };
const failing = { status: 500, body: undefined };

const inOrder = (commands: TextCommand[]): string[] => commands.map(({ content }) => content.text);

/** Asks Evolution until the number is so. */
const untilState = (replica: SenderReplica, state: string): Promise<void> =>
  eventually(async () => {
    await replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
    expect(await replica.database.query('SELECT DISTINCT state FROM number')).toEqual([{ state }]);
  }).then(() =>
    // A check that is still on its way must not see what the test does next.
    eventually(async () =>
      expect(await replica.database.query(`SELECT 1 FROM number WHERE next_check_at = '-infinity'`)).toEqual([]),
    ),
  );

describe('sending', () => {
  const database = withSenderDatabase();
  let clock: ManualClock;
  let evolution: FakeEvolution;
  let replicas: SenderReplica[];
  let numberId: string;

  beforeEach(async () => {
    clock = new ManualClock();
    evolution = await FakeEvolution.start(() => clock.now());
    replicas = [];
    numberId = uuid();
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.stop().catch(() => {})));
    await evolution.stop();
  });

  async function start(config?: Partial<SenderConfig>): Promise<SenderReplica> {
    const replica = await SenderReplica.start(database.url, { clock, evolutionUrl: evolution.url, config });
    replicas.push(replica);
    return replica;
  }

  async function startWithNumber(config?: Partial<SenderConfig>): Promise<SenderReplica> {
    const replica = await start(config);
    await replica.database.query(
      'TRUNCATE number, number_lease, send_command, send_attempt, unclaimed_echo, outbox_message',
    );
    await replica.adopt.execute([{ numberId, instanceName: 'loja' }]);
    await eventually(() => expect(replica.workers.numberIds).toContain(numberId));
    await untilState(replica, 'open');
    return replica;
  }

  const states = async (commands: SendMessage[]): Promise<string[]> => {
    const [replica] = replicas.slice(-1);
    const rows = await replica?.database.query<{ id: string; state: string }>('SELECT id, state FROM send_command');
    return commands.map(({ commandId }) => rows?.find(({ id }) => id === commandId)?.state ?? 'absent');
  };
  const becomes = (commands: SendMessage[], expected: string[]): Promise<void> =>
    eventually(async () => expect(await states(commands)).toEqual(expected), { timeout: 10_000 });
  const told = async (command: SendMessage): Promise<string[]> => {
    const rows = await replicas
      .at(-1)
      ?.database.query<{ body: SendResult }>(
        `SELECT body FROM outbox_message WHERE body->>'commandId' = $1 ORDER BY (body->>'revision')::int`,
        [command.commandId],
      );
    return rows?.map(({ body }) => body.state) ?? [];
  };
  /** Without what is told of an attempt only because it takes long here. */
  const results = async (command: SendMessage): Promise<string[]> =>
    (await told(command)).filter((state) => state !== 'sending');
  const conversation = (count: number): TextCommand[] => {
    const conversationId = uuid();
    return Array.from({ length: count }, (_, index) => aCommand(numberId, { conversationId, position: index + 1 }));
  };

  it('sends a command once, however often it comes, and tells what became of it', async () => {
    const replica = await startWithNumber();
    const command = aCommand(numberId);
    await replica.accept.execute([command]);
    await replica.accept.execute([command]);
    await becomes([command], ['sent']);
    await replica.accept.execute([command]);
    replica.workers.wake([numberId]);
    await becomes([command], ['sent']);
    expect(evolution.texts).toEqual([command.content.text]);
    expect(await results(command)).toEqual(['sent']);
  });

  it('after a crash in the middle does not send again, but finds what was sent', async () => {
    const first = await startWithNumber();
    const [command, next] = conversation(2) as [TextCommand, TextCommand];
    evolution.behaviour = () => 'accept-silently';
    await first.accept.execute([command, next]);
    await eventually(() => expect(evolution.texts).toEqual([command.content.text]));
    await first.crash();

    evolution.behaviour = () => 'accept';
    await start();
    await becomes([command, next], ['unknown', 'queued']);
    clock.advance(6);
    await becomes([command, next], ['sent', 'sent']);
    expect(evolution.texts).toEqual([command.content.text, next.content.text]);
    expect(await results(command)).toEqual(['unknown', 'sent']);
  });

  it('leaves what cannot be found to the agent, and goes on with the conversation', async () => {
    const replica = await startWithNumber();
    const commands = conversation(2);
    evolution.behaviour = (text) => (text === commands[0]?.content.text ? failing : 'accept');
    await replica.accept.execute(commands);
    await becomes(commands, ['unknown', 'queued']);
    for (const [looks, seconds] of [
      [1, 6],
      [2, 16],
    ] as const) {
      clock.advance(seconds);
      await eventually(async () =>
        expect(await replica.database.query(`SELECT looks FROM send_command WHERE state = 'unknown'`)).toEqual([
          { looks },
        ]),
      );
      expect(await states(commands)).toEqual(['unknown', 'queued']);
    }
    clock.advance(71);
    await becomes(commands, ['unknown', 'sent']);
    expect(evolution.texts).toEqual([commands[1]?.content.text]);
  });

  it('lets an echo that came before the answer settle an attempt that got none', async () => {
    const replica = await startWithNumber({ EVOLUTION_TIMEOUT_SECONDS: 1 });
    const command = aCommand(numberId);
    evolution.behaviour = () => 'accept-silently';
    // Searching would find nothing.
    evolution.remembers = false;
    await replica.accept.execute([command]);
    await eventually(() => expect(evolution.accepted).toHaveLength(1));
    const [accepted] = evolution.accepted;
    const message = accepted && readMessage(asStored(accepted));
    if (message === undefined) throw new Error('nothing was accepted');
    await replica.collectEchoes.execute([{ numberId, message }]);
    expect(await states([command])).toEqual(['sending']);
    await becomes([command], ['sent']);
    expect(await replica.database.query('SELECT 1 FROM unclaimed_echo')).toEqual([]);
  });

  it('keeps the order inside a conversation through failures, and lets no other wait for it', async () => {
    const replica = await startWithNumber({ SEND_CONCURRENCY_PER_NUMBER: 4, SEND_BURST: 100 });
    const [blocked, other] = [conversation(3), conversation(3)];
    let failures = 2;
    evolution.behaviour = (text) => {
      if (text !== blocked[0]?.content.text || failures === 0) return 'accept';
      failures -= 1;
      return { status: 500, body: { response: { message: "Cannot read properties of undefined (reading 'find')" } } };
    };
    await replica.accept.execute([...blocked, ...other]);
    await becomes(other, ['sent', 'sent', 'sent']);
    expect(await states(blocked)).toEqual(['queued', 'queued', 'queued']);
    await eventually(async () => {
      clock.advance(1);
      expect(await states(blocked)).toEqual(['sent', 'sent', 'sent']);
    });
    expect(evolution.texts.filter((text) => inOrder(blocked).includes(text))).toEqual(inOrder(blocked));
    expect(evolution.texts.filter((text) => inOrder(other).includes(text))).toEqual(inOrder(other));
  });

  it('keeps the messages of a number that is not linked, and sends them in order when it is', async () => {
    const replica = await startWithNumber();
    evolution.behaviour = () => (evolution.state === 'open' ? 'accept' : closed);
    evolution.state = 'close';
    const commands = conversation(3);
    await untilState(replica, 'close');
    await replica.accept.execute(commands);
    replica.workers.wake([numberId]);
    expect(await states(commands)).toEqual(['queued', 'queued', 'queued']);
    evolution.state = 'open';
    await untilState(replica, 'open');
    await becomes(commands, ['sent', 'sent', 'sent']);
    expect(evolution.texts).toEqual(inOrder(commands));
    expect(evolution.received.filter((call) => call === 'sendText')).toHaveLength(3);
  });

  it('does not send what is over its time', async () => {
    const replica = await startWithNumber();
    evolution.state = 'close';
    await untilState(replica, 'close');
    const command = aCommand(numberId, { expiresAt: '2026-11-25T12:10:00.000Z' });
    await replica.accept.execute([command]);
    clock.advance(600);
    await replica.expire.execute();
    expect(await states([command])).toEqual(['expired']);
    evolution.state = 'open';
    await untilState(replica, 'open');
    expect(evolution.texts).toEqual([]);
    expect(await results(command)).toEqual(['expired']);
  });

  it('stops sending when its key is refused, blames no message, and goes on when it is accepted again', async () => {
    const replica = await startWithNumber();
    evolution.apiKey = 'another';
    const commands = conversation(3);
    await replica.accept.execute(commands);
    await eventually(() => expect(replica.workers.queueOf(numberId)?.breaker).toMatchObject({ reason: 'auth' }));
    replica.workers.wake([numberId]);
    expect(await states(commands)).toEqual(['queued', 'queued', 'queued']);
    expect(evolution.received.filter((call) => call === 'sendText')).toHaveLength(1);
    evolution.apiKey = 'key';
    clock.advance(61);
    await becomes(commands, ['sent', 'sent', 'sent']);
    // Whoever watches the first one sees that it waits again, instead of being sent for minutes.
    expect(commands[0] && (await results(commands[0]))).toEqual(['queued', 'sent']);
  });

  it('tells of an attempt that takes long that it is under way', async () => {
    const answers = new EventEmitter();
    const replica = await startWithNumber();
    const command = aCommand(numberId);
    evolution.behaviour = async (): Promise<SendBehaviour> => {
      await once(answers, 'now');
      return 'accept';
    };
    await replica.accept.execute([command]);
    await eventually(async () => expect(await told(command)).toEqual(['sending']));
    answers.emit('now');
    await becomes([command], ['sent']);
    expect(await told(command)).toEqual(['sending', 'sent']);
  });

  it('refuses for good what WhatsApp does not know, with a reason', async () => {
    const replica = await startWithNumber();
    const command = aCommand(numberId);
    evolution.behaviour = () => ({ status: 400, body: { response: { message: [{ exists: false }] } } });
    await replica.accept.execute([command]);
    await becomes([command], ['failed']);
    expect(await results(command)).toEqual(['failed']);
  });

  it('lets exactly a burst leave before time moves, and a restart gains nothing', async () => {
    const limits = { SEND_BURST: 3, SEND_RATE_PER_SECOND: 1 };
    const first = await startWithNumber(limits);
    const commands = Array.from({ length: 6 }, () => aCommand(numberId));
    await first.accept.execute(commands);
    await eventually(() => expect(evolution.accepted).toHaveLength(3));
    await first.stop();
    const second = await start(limits);
    await eventually(() => expect(second.workers.numberIds).toEqual([numberId]));
    // Another number's message shows that the queues have been looked at since.
    const other = aCommand(uuid());
    await second.adopt.execute([{ numberId: other.numberId, instanceName: 'outra' }]);
    await second.accept.execute([other]);
    await becomes([other], ['sent']);
    expect(evolution.accepted).toHaveLength(4);
    clock.advance(1);
    await eventually(() => expect(evolution.accepted).toHaveLength(5));
    clock.advance(2);
    await eventually(() => expect(evolution.accepted).toHaveLength(7));
  });

  it('works every number by one replica at a time, and hands all over when one stops', async () => {
    const first = await startWithNumber({ SEND_CONCURRENCY_PER_NUMBER: 1, SEND_BURST: 1_000 });
    const numbers = [numberId, uuid(), uuid(), uuid()];
    await first.adopt.execute(numbers.map((id, index) => ({ numberId: id, instanceName: `n${index}` })));
    const second = await start({ SEND_CONCURRENCY_PER_NUMBER: 1, SEND_BURST: 1_000 });
    await eventually(() => {
      expect(first.workers.numberIds).toHaveLength(2);
      expect(second.workers.numberIds).toHaveLength(2);
    });
    const commands = numbers.flatMap((id) => Array.from({ length: 25 }, () => aCommand(id)));
    await first.accept.execute(commands);
    await eventually(() => expect(evolution.accepted.length).toBeGreaterThan(20), { timeout: 15_000 });
    await first.stop();
    await eventually(() => expect(second.workers.numberIds).toHaveLength(4));
    await eventually(() => expect(evolution.accepted.length).toBeGreaterThanOrEqual(100), { timeout: 20_000 });
    await becomes(
      commands,
      commands.map(() => 'sent'),
    );
    expect(new Set(evolution.texts).size).toBe(100);
    expect(evolution.texts).toHaveLength(100);
    expect([...evolution.mostAtOnce.values()]).toEqual([1, 1, 1, 1]);
  });
});
