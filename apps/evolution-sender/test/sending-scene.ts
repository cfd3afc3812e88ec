import type { SendMessage, SendResult } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import type { TestDatabase } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { expect } from 'vitest';
import type { SenderConfig } from '../src/app.config.js';
import { FakeEvolution } from './fake-evolution.js';
import { aCommand, ManualClock, SenderReplica } from './sender-harness.js';
import type { CommandOverrides, TextCommand } from './sender-harness.js';

const tables =
  'number, number_lease, replica, send_command, send_attempt, unclaimed_echo, unclaimed_status, outbox_message';

/** Replicas on one database before one Evolution server, with a number that can send. */
export class SendingScene {
  readonly clock = new ManualClock();
  readonly numberId = uuid();
  readonly replicas: SenderReplica[] = [];

  private constructor(
    private readonly database: TestDatabase,
    readonly evolution: FakeEvolution,
  ) {}

  static async begin(database: TestDatabase): Promise<SendingScene> {
    const scene: SendingScene = new SendingScene(database, await FakeEvolution.start(() => scene.clock.now()));
    return scene;
  }

  async end(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop().catch(() => {})));
    await this.evolution.stop();
  }

  /** The replica that was started last. */
  get replica(): SenderReplica {
    const replica = this.replicas.at(-1);
    if (replica === undefined) throw new Error('no replica has been started');
    return replica;
  }

  async start(config?: Partial<SenderConfig>): Promise<SenderReplica> {
    const { clock, evolution } = this;
    const replica = await SenderReplica.start(this.database.url, { clock, evolutionUrl: evolution.url, config });
    this.replicas.push(replica);
    return replica;
  }

  /** The first replica, on empty tables, working the number. */
  async startWithNumber(config?: Partial<SenderConfig>): Promise<SenderReplica> {
    const replica = await this.start(config);
    await replica.database.query(`TRUNCATE ${tables}`);
    await replica.adopt.execute([{ numberId: this.numberId, instanceName: 'loja' }]);
    await eventually(() => expect(replica.workers.numberIds).toContain(this.numberId));
    await this.untilState('open');
    return replica;
  }

  /** Asks Evolution until the numbers are so. */
  untilState(state: string): Promise<void> {
    return eventually(async () => {
      await this.replica.database.query(`UPDATE number SET next_check_at = '-infinity'`);
      expect(await this.replica.database.query('SELECT DISTINCT state FROM number')).toEqual([{ state }]);
    });
  }

  /** Commands of one conversation, in order. */
  conversation(count: number, overrides: CommandOverrides = {}): TextCommand[] {
    const conversationId = uuid();
    return Array.from({ length: count }, (_, index) =>
      aCommand(this.numberId, { conversationId, position: index + 1, ...overrides }),
    );
  }

  async states(commands: SendMessage[]): Promise<string[]> {
    const rows = await this.replica.database.query<{ id: string; state: string }>('SELECT id, state FROM send_command');
    const byId = new Map(rows.map(({ id, state }) => [id, state]));
    return commands.map(({ commandId }) => byId.get(commandId) ?? 'absent');
  }

  becomes(commands: SendMessage[], expected: string[], timeout = 15_000): Promise<void> {
    return eventually(async () => expect(await this.states(commands)).toEqual(expected), { timeout });
  }

  /** What was told about a command, in order. */
  async results(command: SendMessage): Promise<SendResult[]> {
    const rows = await this.replica.database.query<{ body: SendResult }>(
      `SELECT body FROM outbox_message WHERE body->>'commandId' = $1 ORDER BY (body->>'revision')::int`,
      [command.commandId],
    );
    return rows.map(({ body }) => body);
  }

  /** Lets time go by until nothing more is going to happen to any command by itself. */
  async untilSettled(timeout = 20_000): Promise<void> {
    await eventually(
      async () => {
        this.clock.advance(5);
        const open = await this.replica.database.query(`SELECT 1 FROM send_command WHERE settled_at IS NULL LIMIT 1`);
        expect(open).toEqual([]);
      },
      { timeout },
    );
  }
}
