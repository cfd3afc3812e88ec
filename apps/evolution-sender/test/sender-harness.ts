import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SendMessage, SendResult } from '@bkcrm/contracts';
import { createDataSource, Database, migrate } from '@bkcrm/database';
import { FolderMediaStore } from '@bkcrm/media';
import type { Delivery } from '@bkcrm/messaging';
import { Clock, SystemClock } from '@bkcrm/observability';
import type { OutboxRelay } from '@bkcrm/outbox';
import { withDatabase } from '@bkcrm/testing';
import type { TestDatabase } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { SenderConfig } from '../src/app.config.js';
import { StoreCommands } from '../src/commands/store-commands.js';
import { senderDatabase } from '../src/database/database.js';
import { EvolutionApi } from '../src/evolution-api/evolution-api.js';
import { EvolutionClient } from '../src/evolution-api/evolution-client.js';
import { FetchMessageFile } from '../src/files/fetch-file.js';
import { NumberLeases } from '../src/leases/number-leases.js';
import { Maintenance } from '../src/maintenance.js';
import type { SenderMetrics } from '../src/metrics/sender-metrics.js';
import { AdoptNumbers } from '../src/numbers/adopt-numbers.js';
import { KeepWebhook } from '../src/numbers/keep-webhook.js';
import { NumberCare } from '../src/numbers/number-care.js';
import { ObserveNumberState } from '../src/numbers/observe-number-state.js';
import { LookForUnknown } from '../src/reconciliation/look-for-unknown.js';
import { StoreEchoes } from '../src/reconciliation/store-echoes.js';
import { AbandonSends } from '../src/sending/abandon-sends.js';
import { ClaimCommand } from '../src/sending/claim-command.js';
import { DeliverCommand } from '../src/sending/deliver-command.js';
import { ExpireCommands } from '../src/sending/expire-commands.js';
import { SendingService } from '../src/sending/sending-service.js';
import { SettleCommand } from '../src/sending/settle-command.js';
import type { FakeEvolution } from './fake-evolution.js';

/** Gives the enclosing `describe` a database with the sender's tables. */
export const withSenderDatabase = (): TestDatabase =>
  withDatabase({ name: 'sender', migrate: (url) => migrate(senderDatabase(url)) });

/** Stands still until it is told otherwise. */
export class ManualClock extends Clock {
  private time = new Date('2026-01-01T12:00:00Z');

  now(): Date {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time = new Date(Number(this.time) + milliseconds);
  }
}

/** One sender process without its broker. */
export class SenderHarness {
  readonly sending: SendingService;
  readonly storeCommands: StoreCommands;
  readonly adoptNumbers: AdoptNumbers;
  readonly storeEchoes: StoreEchoes;
  readonly fetchFile: FetchMessageFile;
  readonly care: NumberCare;
  readonly media: FolderMediaStore;
  private readonly maintenance: Maintenance;
  private readonly client: EvolutionClient;

  private constructor(
    readonly database: Database,
    config: SenderConfig,
    clock: Clock,
  ) {
    const relay = { wake: () => {} } as unknown as OutboxRelay;
    const metrics = { countSend() {}, countCall() {}, setCommands() {} } as unknown as SenderMetrics;
    this.client = new EvolutionClient(config, metrics);
    const api = new EvolutionApi(this.client, config);
    const observe = new ObserveNumberState(database, api, relay, clock);
    const settle = new SettleCommand(database, relay, clock);
    const leases = new NumberLeases(database, config);
    const abandon = new AbandonSends(database, relay, clock);
    const claim = new ClaimCommand(database, config, clock);
    const deliver = new DeliverCommand(api, settle, observe, metrics);
    this.sending = new SendingService(database, leases, abandon, claim, deliver, config);
    this.storeCommands = new StoreCommands(database, this.sending);
    this.adoptNumbers = new AdoptNumbers(database, this.sending);
    this.storeEchoes = new StoreEchoes(database, relay, clock);
    this.media = new FolderMediaStore(config.MEDIA_DIR);
    this.fetchFile = new FetchMessageFile(database, api, this.media, relay);
    this.care = new NumberCare(database, new KeepWebhook(database, api, config), observe, clock);
    this.maintenance = new Maintenance(
      database,
      metrics,
      leases,
      this.care,
      new LookForUnknown(database, api, relay, clock),
      new ExpireCommands(database, relay, clock),
    );
  }

  static async open(
    url: string,
    evolution: FakeEvolution,
    { clock = new SystemClock(), ...settings }: Partial<SenderConfig> & { clock?: Clock } = {},
  ): Promise<SenderHarness> {
    const dataSource = createDataSource(senderDatabase(url));
    await dataSource.initialize();
    const config = Object.assign(new SenderConfig(), {
      MEDIA_DIR: await mkdtemp(join(tmpdir(), 'bkcrm-media-')),
      EVOLUTION_URL: evolution.url,
      EVOLUTION_API_KEY: 'key',
      WEBHOOK_PUBLIC_URL: 'http://ingest.test',
      WEBHOOK_SECRETS: ['secret'],
      LEASE_SECONDS: 2,
      ...settings,
    });
    const harness = new SenderHarness(new Database(dataSource), config, clock);
    harness.cleanUp = () => rm(config.MEDIA_DIR, { recursive: true, force: true });
    return harness;
  }

  start(): this {
    this.sending.start();
    this.maintenance.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.maintenance.stop();
    await this.sending.stop();
    await this.client.onApplicationShutdown();
    await this.database.dataSource.destroy();
    await this.cleanUp();
  }

  /** Ends it as a crash does: nothing is settled, no lease is given up. */
  async crash(): Promise<void> {
    await this.database.dataSource.destroy();
    await this.client.onApplicationShutdown();
    void this.maintenance.stop();
    void this.sending.stop(0).catch(() => {});
    await this.cleanUp();
  }

  async adopt(instanceName: string): Promise<string> {
    const numberId = uuid();
    await this.adoptNumbers.execute([{ numberId, instanceName }]);
    return numberId;
  }

  /** Every result written for a command, by revision. */
  async results(commandId: string): Promise<SendResult[]> {
    const rows = await this.database.query<{ body: SendResult }>(
      `SELECT body FROM outbox_message WHERE body ->> 'commandId' = $1 ORDER BY (body ->> 'revision')::int`,
      [commandId],
    );
    return rows.map((row) => row.body);
  }

  async states(commandId: string): Promise<string[]> {
    return (await this.results(commandId)).map((result) => result.state);
  }

  private cleanUp: () => Promise<void> = async () => {};
}

let position = 0;

export function aCommand(numberId: string, overrides: Partial<SendMessage> = {}): SendMessage {
  position += 1;
  return {
    commandId: uuid(),
    numberId,
    conversationId: uuid(),
    position,
    recipient: '5511987650123@s.whatsapp.net',
    kind: 'text',
    text: `text ${position}`,
    queuedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...overrides,
  };
}

/** A `send.message` webhook as it arrives from the broker. */
export function anEcho(instance: string, whatsappId: string, text: string, remoteJid: string): Delivery {
  const body = {
    event: 'send.message',
    instance,
    data: { key: { remoteJid, fromMe: true, id: whatsappId }, message: { conversation: text } },
  };
  return {
    body,
    raw: Buffer.from(JSON.stringify(body)),
    messageId: uuid(),
    type: 'webhook.v1',
    exchange: 'bkcrm.inbound',
    routingKey: 'p0.send.message',
    headers: {},
    redelivered: false,
    attempt: 0,
  };
}
