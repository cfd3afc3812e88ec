import { tmpdir } from 'node:os';
import { headers } from '@bkcrm/contracts';
import type { Role, SendMessage, TextContent } from '@bkcrm/contracts';
import { createDataSource, Database, migrate, roles } from '@bkcrm/database';
import { FolderMediaStore } from '@bkcrm/media';
import { RequestRefused } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery, OutgoingMessage, Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import type { OutboxRelay } from '@bkcrm/outbox';
import { SecretBox } from '@bkcrm/secrets';
import { withDatabase } from '@bkcrm/testing';
import type { TestDatabase } from '@bkcrm/testing';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { SenderConfig } from '../src/app.config.js';
import { senderDatabase } from '../src/database/database.js';
import { AcknowledgeSends } from '../src/acknowledgements/acknowledge-sends.js';
import { CheckAcknowledgements } from '../src/acknowledgements/check-acknowledgements.js';
import { MarkGap } from '../src/backfill/mark-gap.js';
import { HandOver } from '../src/backfill/hand-over.js';
import { BackfillNumber } from '../src/backfill/backfill-number.js';
import { SenderInboundConsumer } from '../src/inbound/sender-inbound.consumer.js';
import { ForgetConversations } from '../src/forgetting/forget-conversations.js';
import { LeaseKeeper } from '../src/leases/lease-keeper.js';
import type { SenderMetrics } from '../src/metrics/sender-metrics.js';
import { AdoptNumbers } from '../src/numbers/adopt-number.js';
import { DescribeConnection } from '../src/numbers/describe-connection.js';
import { DropNumbers } from '../src/numbers/drop-numbers.js';
import { ForgetNumber } from '../src/numbers/forget-number.js';
import { GuardWebhook } from '../src/numbers/guard-webhook.js';
import { LinkNumber } from '../src/numbers/link-number.js';
import { NumberWatch } from '../src/numbers/number-watch.js';
import { ObserveNumber } from '../src/numbers/observe-number.js';
import { WatchTraffic } from '../src/traffic/watch-traffic.js';
import { CountTraffic } from '../src/traffic/count-traffic.js';
import { ReceivedConsumer } from '../src/traffic/received.consumer.js';
import { PerformTask } from '../src/numbers/perform-task.js';
import { ReleaseInstance } from '../src/numbers/release-instance.js';
import { WantedHook } from '../src/numbers/wanted-hook.js';
import { PaceSends } from '../src/pacing/pace-sends.js';
import { CollectEchoes } from '../src/reconciliation/collect-echoes.js';
import { CollectStatuses } from '../src/reconciliation/collect-statuses.js';
import { ReconcileSends } from '../src/reconciliation/reconcile-sends.js';
import { TakeHints } from '../src/numbers/take-hints.js';
import { UnconfirmedSends } from '../src/reconciliation/unconfirmed-sends.js';
import { RecoverSends } from '../src/reconciliation/recover-sends.js';
import { AcceptCommands } from '../src/sending/accept-commands.js';
import { ClaimSend } from '../src/sending/claim-send.js';
import { Deliver } from '../src/sending/deliver.js';
import { EndSends } from '../src/sending/end-sends.js';
import { ExpireCommands } from '../src/sending/expire-commands.js';
import { SendWorkers } from '../src/sending/send-workers.js';
import { SettleSend } from '../src/sending/settle-send.js';
import { TellSending } from '../src/sending/tell-sending.js';
import { EvolutionServers } from '../src/servers/evolution-servers.js';
import { ServerHealth } from '../src/servers/server-health.js';

const ignore = (): void => {};

/** Gives the enclosing `describe` a database with the sender's tables. */
export const withSenderDatabase = (): TestDatabase =>
  withDatabase({
    name: 'sender',
    migrate: async (url) => {
      await migrate(senderDatabase(url));
      await asOwner(url, ownTables);
    },
  });

/** What this service reads of the ticket service's tables, as that one's migrations make and grant it. */
const ownTables = `CREATE SCHEMA IF NOT EXISTS ticket;
  CREATE TABLE IF NOT EXISTS ticket.agent (id uuid PRIMARY KEY, role text NOT NULL, active boolean NOT NULL DEFAULT true);
  GRANT USAGE ON SCHEMA ticket TO ${roles.sender};
  GRANT SELECT (id, role, active) ON ticket.agent TO ${roles.sender}`;

async function asOwner(url: string, sql: string, values?: unknown[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

/** An agent as the ticket service would have made them. */
export async function addAgent(url: string, role: Role): Promise<string> {
  const id = uuid();
  await asOwner(url, 'INSERT INTO ticket.agent (id, role) VALUES ($1, $2)', [id, role]);
  return id;
}

/** Time that only goes when it is told to. */
export class ManualClock extends Clock {
  private time = Number(new Date('2026-11-25T12:00:00Z'));

  now(): Date {
    return new Date(this.time);
  }

  advance(seconds: number): void {
    this.time += seconds * 1000;
  }
}

export interface ReplicaOptions {
  clock: Clock;
  evolutionUrl: string;
  config?: Partial<SenderConfig>;
}

/** The sender's inside, everything but the broker: as many on one database as a test wants. */
export class SenderReplica {
  readonly leases: LeaseKeeper;
  readonly workers: SendWorkers;
  readonly watch: NumberWatch;
  readonly accept: AcceptCommands;
  readonly adopt: AdoptNumbers;
  readonly drop: DropNumbers;
  readonly link: LinkNumber;
  readonly connections: DescribeConnection;
  readonly end: EndSends;
  readonly forget: ForgetConversations;
  readonly expire: ExpireCommands;
  readonly collectEchoes: CollectEchoes;
  readonly markGap: MarkGap;
  readonly traffic: WatchTraffic;
  private readonly inbound: SenderInboundConsumer;
  private readonly received: ReceivedConsumer;
  readonly media: FolderMediaStore;
  readonly broadcasts: OutgoingMessage[] = [];
  /** What was published and confirmed. */
  readonly published: OutgoingMessage[] = [];
  brokerTakes = true;
  readonly servers: EvolutionServers;
  readonly secrets: SecretBox;
  readonly config: SenderConfig;
  private timer: NodeJS.Timeout | undefined;
  private crashed = false;

  private constructor(
    readonly database: Database,
    { clock, evolutionUrl, config }: ReplicaOptions,
  ) {
    const settings = Object.assign(new SenderConfig(), {
      SECRETS_KEY: ['secrets-key-of-at-least-32-characters'],
      EVOLUTION_URL: evolutionUrl,
      EVOLUTION_API_KEY: 'key',
      WEBHOOK_PUBLIC_URL: evolutionUrl,
      WEBHOOK_SECRETS: ['secret'],
      MEDIA_DIR: tmpdir(),
      ...config,
    });
    const relay = { wake: () => {} } as unknown as OutboxRelay;
    const metrics = {
      countSend: ignore,
      observeAttempt: ignore,
      countReconciliation: ignore,
      countRequest: ignore,
      countUnacknowledged: ignore,
      showNumbers: ignore,
    } as unknown as SenderMetrics;
    const publisher = {
      broadcast: (message: OutgoingMessage) => void this.broadcasts.push(message),
      publish: (message: OutgoingMessage) => {
        if (this.brokerTakes) this.published.push(message);
        return Promise.resolve(this.brokerTakes ? 'confirmed' : 'unknown');
      },
    } as unknown as Publisher;
    const secrets = new SecretBox(settings.SECRETS_KEY);
    this.secrets = secrets;
    this.config = settings;
    this.servers = new EvolutionServers(database, settings, secrets, metrics, new ServerHealth(database, clock));
    const unconfirmed = new UnconfirmedSends(relay, clock, metrics, settings);
    const reconcile = new ReconcileSends(database, relay, clock, metrics, unconfirmed);
    this.media = new FolderMediaStore(settings.MEDIA_DIR);
    const settle = new SettleSend(database, relay, clock);
    const tell = new TellSending(database, relay, clock);
    const deliver = new Deliver(this.servers, this.media, settle, tell, reconcile, clock, metrics, settings);
    const recover = new RecoverSends(database, relay, clock);
    const claim = new ClaimSend(database, clock);
    const pace = new PaceSends(database, relay, clock, settings);
    this.workers = new SendWorkers(database, claim, deliver, recover, pace, clock, metrics, settings);
    this.leases = new LeaseKeeper(database);
    const observe = new ObserveNumber(database, this.servers, publisher, relay, clock);
    const handOver = new HandOver(publisher, clock);
    const backfill = new BackfillNumber(database, this.servers, handOver, reconcile, clock);
    const acknowledge = new AcknowledgeSends(database, relay, clock);
    const checkAcknowledgements = new CheckAcknowledgements(database, handOver, acknowledge, relay, clock, metrics);
    const hook = new WantedHook(settings);
    const guard = new GuardWebhook(database, this.servers, hook, relay, clock, secrets);
    const forget = new ForgetNumber(database, relay, clock);
    const release = new ReleaseInstance(database, this.servers, secrets);
    const tasks = new PerformTask(database, this.servers, hook, release, forget, relay, clock, secrets);
    this.watch = new NumberWatch(
      database,
      this.workers,
      observe,
      guard,
      reconcile,
      backfill,
      checkAcknowledgements,
      this.servers,
      tasks,
      clock,
    );
    this.accept = new AcceptCommands(database, relay, clock);
    this.adopt = new AdoptNumbers(database, this.leases, clock, secrets, settings);
    this.drop = new DropNumbers(database, relay, clock);
    this.connections = new DescribeConnection(database, this.servers, settings);
    this.link = new LinkNumber(database, this.servers, this.connections, relay, clock, secrets);
    this.end = new EndSends(database, relay, clock);
    this.forget = new ForgetConversations(database, relay, clock);
    this.expire = new ExpireCommands(database, relay, clock, metrics);
    this.collectEchoes = new CollectEchoes(database, reconcile);
    this.markGap = new MarkGap(database, clock);
    this.traffic = new WatchTraffic(database, this.workers, this.servers, this.markGap, relay, clock, settings);
    const countTraffic = new CountTraffic(database, this.markGap, clock);
    this.received = new ReceivedConsumer(database, countTraffic);
    this.inbound = new SenderInboundConsumer(
      database,
      this.collectEchoes,
      new CollectStatuses(database, clock),
      acknowledge,
      countTraffic,
      new TakeHints(database, clock),
    );
  }

  static async start(url: string, options: ReplicaOptions): Promise<SenderReplica> {
    const dataSource = createDataSource(senderDatabase(url, 6));
    await dataSource.initialize();
    const replica = new SenderReplica(new Database(dataSource), options);
    replica.leases.start(replica.workers);
    replica.timer = setInterval(() => {
      void replica.workers.wakeDue().catch(() => {});
      void replica.watch.tick().catch(() => {});
    }, 50);
    return replica;
  }

  /** A webhook of a number, as ingest hands it over. */
  async receive(numberId: string, event: string, data: unknown): Promise<void> {
    const delivery = { headers: { [headers.event]: event, [headers.numberId]: numberId }, body: { event, data } };
    await this.inbound.onWebhooks([delivery as unknown as Delivery]);
  }

  /** What ingest tells of what contacts wrote. */
  async receiveMessages(...bodies: unknown[]): Promise<BatchOutcome> {
    return this.received.onReceived(bodies.map((body) => ({ body }) as unknown as Delivery));
  }

  /** As on SIGTERM. */
  async stop(): Promise<void> {
    if (this.crashed) return;
    clearInterval(this.timer);
    await this.workers.stop();
    await this.leases.stop();
    await this.watch.stop();
    await this.servers.destroy();
    await this.database.dataSource.destroy();
  }

  /** As a crash: nothing is finished, nothing is given back. Its leases are made to run out at once. */
  async crash(): Promise<void> {
    this.crashed = true;
    clearInterval(this.timer);
    const held = this.workers.numberIds;
    for (const id of held)
      await this.database.query('UPDATE number_lease SET expires_at = now() WHERE number_id = $1', [id]);
    await this.database.dataSource.destroy();
    for (const id of held) this.workers.queueOf(id)?.lease.end();
    // The keeper's rounds fail from now on, as those of a process that is gone; its timer has to go all the same.
    await this.leases.stop().catch(() => {});
    await this.servers.destroy();
  }
}

export type TextCommand = SendMessage & { content: TextContent };
/** How a request was refused. @throws when it was not */
export async function refusal(work: Promise<unknown>): Promise<RequestRefused> {
  const outcome = await work.catch((error: unknown) => error);
  if (!(outcome instanceof RequestRefused)) throw new Error(`not refused: ${JSON.stringify(outcome)}`);
  return outcome;
}

let position = 0;

/** What a command in a test may be given; `text` is its content. */
export type CommandOverrides = Partial<TextCommand> & { text?: string };

export function aCommand(numberId: string, { text, ...overrides }: CommandOverrides = {}): TextCommand {
  position += 1;
  return {
    commandId: uuid(),
    numberId,
    conversationId: uuid(),
    position: 1,
    recipient: '5511987650123@s.whatsapp.net',
    content: { kind: 'text', text: text ?? `text ${position}` },
    queuedAt: new Date(Date.UTC(2026, 10, 25, 12) + position).toISOString(),
    expiresAt: '2026-11-26T12:00:00.000Z',
    ...overrides,
  };
}
