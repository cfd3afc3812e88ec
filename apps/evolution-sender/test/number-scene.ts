import { DropNumber, NumberStateObserved } from '@bkcrm/contracts';
import type { NumberConnectionResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { numberSecret } from '@bkcrm/webhook-auth';
import { v7 as uuid } from 'uuid';
import { expect } from 'vitest';
import { InstanceServer } from './instance-server.js';
import type { FakeInstance } from './instance-server.js';
import { addAgent, ManualClock, SenderReplica } from './sender-harness.js';

/** A hook that somebody else had set. */
export const formerHook = {
  enabled: true,
  url: 'https://other.example/hook',
  headers: { authorization: 'Bearer of-somebody-else' },
  events: ['MESSAGES_UPSERT'],
  webhookByEvents: true,
  webhookBase64: true,
};

/** A server, a sender and an administrator with one number, whose instance is `loja`. */
export class NumberScene {
  readonly numberId = uuid();

  private constructor(
    private readonly databaseUrl: string,
    readonly clock: ManualClock,
    readonly evolution: InstanceServer,
    public replica: SenderReplica,
    readonly actorId: string,
  ) {}

  static async start(databaseUrl: string): Promise<NumberScene> {
    const clock = new ManualClock();
    const evolution = await InstanceServer.start();
    const replica = await startReplica(databaseUrl, clock, evolution);
    await replica.database.query(
      'TRUNCATE number, number_lease, outbox_message, send_command, send_attempt, connection_change',
    );
    return new NumberScene(databaseUrl, clock, evolution, replica, await addAgent(databaseUrl, 'administrator'));
  }

  async stop(): Promise<void> {
    await this.replica.stop();
    await this.evolution.stop();
  }

  /** The process as it is after a restart or a crash, with other settings perhaps. */
  async startAgain(config: object = {}): Promise<void> {
    this.replica = await startReplica(this.databaseUrl, this.clock, this.evolution, config);
  }

  create(): Promise<void> {
    const { numberId } = this;
    return this.replica.adopt.execute([{ numberId, instanceName: 'loja', origin: 'created', wantsSettings: true }]);
  }

  adopt({ wantsSettings = false } = {}): Promise<void> {
    return this.replica.adopt.execute([{ numberId: this.numberId, instanceName: 'loja', wantsSettings }]);
  }

  drop(how: DropNumber['how']): Promise<void> {
    return this.replica.drop.execute([{ numberId: this.numberId, how }]);
  }

  get instance(): FakeInstance | undefined {
    return this.evolution.instances.get('loja');
  }

  /** The phone is linked. */
  link(ownerJid = '5511940000001@s.whatsapp.net'): void {
    Object.assign(this.instance ?? {}, { state: 'open', ownerJid });
  }

  connection(): Promise<NumberConnectionResource> {
    return this.replica.connections.load(this.numberId);
  }

  /** Lets time pass until it is so. */
  inTime(work: () => Promise<void> | void): Promise<void> {
    return eventually(async () => {
      this.clock.advance(1);
      await work();
    });
  }

  /** Nothing is to be done and nothing stands in the way. */
  settled(state: string): Promise<void> {
    return this.inTime(async () => expect(await this.connection()).toMatchObject({ task: null, trouble: null, state }));
  }

  forgotten(): Promise<void> {
    return this.inTime(async () =>
      expect(await this.replica.database.query('SELECT 1 FROM number UNION ALL SELECT 1 FROM number_lease')).toEqual(
        [],
      ),
    );
  }

  async announced(): Promise<NumberStateObserved[]> {
    const rows = await this.replica.database.query<{ body: NumberStateObserved }>(
      'SELECT body FROM outbox_message WHERE type = $1 ORDER BY id',
      [NumberStateObserved.type],
    );
    return rows.map(({ body }) => body);
  }

  /** Calls of a route so far. */
  count(route: string): number {
    return this.evolution.calls.filter(({ path }) => path.includes(route)).length;
  }

  /** What our hook carries. */
  secret(from = 'secret'): Record<string, string> {
    return { 'x-webhook-secret': numberSecret(from, this.numberId) };
  }
}

function startReplica(url: string, clock: ManualClock, evolution: InstanceServer, config = {}): Promise<SenderReplica> {
  return SenderReplica.start(url, {
    clock,
    evolutionUrl: evolution.url,
    config: { EVOLUTION_API_KEY: evolution.apiKey, ...config },
  });
}
