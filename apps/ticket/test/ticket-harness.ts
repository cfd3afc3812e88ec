import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventBatch, LoggedEvent, Role } from '@bkcrm/contracts';
import { webhookType } from '@bkcrm/contracts';
import { createDataSource, Database, migrate } from '@bkcrm/database';
import { FolderMediaStore } from '@bkcrm/media';
import type { Delivery } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import type { OutboxRelay } from '@bkcrm/outbox';
import { withDatabase } from '@bkcrm/testing';
import type { TestDatabase } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { TicketConfig } from '../src/app.config.js';
import { ticketDatabase } from '../src/database/database.js';
import { CarryOutErasures } from '../src/erasing/carry-out-erasures.js';
import { ErasureRequests } from '../src/erasing/erasure-requests.js';
import type { ErasureWorker } from '../src/erasing/erasure-worker.js';
import { OrderRetention } from '../src/erasing/order-retention.js';
import { RemoveUnwantedFiles } from '../src/erasing/remove-unwanted-files.js';
import type { LiveFeed } from '../src/event-log/live-feed.js';
import { FetchMessageFile } from '../src/files/fetch-message-file.js';
import { PurgeUploads } from '../src/files/purge-uploads.js';
import { RegisterUpload } from '../src/files/register-upload.js';
import { StoreFetchedFile } from '../src/files/store-fetched-file.js';
import { ReleaseEchoes } from '../src/inbound/echoes/release-echoes.js';
import { StoreInlineFiles } from '../src/inbound/files/store-inline-files.js';
import { LoadDelivery } from '../src/inbound/load-delivery.js';
import { StoreInbound } from '../src/inbound/store/store-inbound.js';
import type { CountedMessage, MessageCounter } from '../src/metrics/message-counter.js';
import { ActOnMessage } from '../src/sending/acts/act-on-message.js';
import { ApplyActResults } from '../src/sending/acts/apply-act-results.js';
import { ChangeNumber } from '../src/numbers/change-number.js';
import { RegisterNumber } from '../src/numbers/register-number.js';
import { RemoveNumber } from '../src/numbers/remove-number.js';
import { UpdateNumberState } from '../src/numbers/update-number-state.js';
import type { QuarantineReplay } from '../src/quarantine/quarantine-replay.js';
import { UpdateNumberHealth } from '../src/numbers/update-number-health.js';
import { ApplySendResults } from '../src/sending/apply-send-results.js';
import { EndMessage } from '../src/sending/end-message.js';
import { SendDueMessages } from '../src/sending/send-due-messages.js';
import { SendAgentMessage } from '../src/sending/send-message.js';
import { MarkTicketRead } from '../src/tickets/mark-ticket-read.js';
import { UpdateTicket } from '../src/tickets/update-ticket.js';

/** Time goes on by itself, and jumps when told to. */
export class ShiftedClock extends Clock {
  private aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  advance(seconds: number): void {
    this.aheadMs += seconds * 1000;
  }
}

/** Gives the enclosing `describe` a database with the ticket service's tables. */
export const withTicketDatabase = (): TestDatabase =>
  withDatabase({ name: 'ticket', migrate: (url) => migrate(ticketDatabase(url)) });

/** The ticket service's inside: everything but the broker. */
export class TicketHarness {
  /** The system's, but for what a test adds. */
  readonly clock = new ShiftedClock();
  readonly config: TicketConfig;
  readonly media: FolderMediaStore;
  readonly store: StoreInbound;
  readonly releaseEchoes: ReleaseEchoes;
  readonly sendMessage: SendAgentMessage;
  readonly actOnMessage: ActOnMessage;
  readonly endMessage: EndMessage;
  readonly sendDueMessages: SendDueMessages;
  readonly applyActResults: ApplyActResults;
  readonly registerUpload: RegisterUpload;
  readonly purgeUploads: PurgeUploads;
  readonly applyResults: ApplySendResults;
  readonly updateHealth: UpdateNumberHealth;
  readonly updateTicket: UpdateTicket;
  readonly markTicketRead: MarkTicketRead;
  readonly registerNumber: RegisterNumber;
  readonly changeNumber: ChangeNumber;
  readonly removeNumber: RemoveNumber;
  readonly updateNumberState: UpdateNumberState;
  readonly storeFetchedFile: StoreFetchedFile;
  readonly fetchMessageFile: FetchMessageFile;
  readonly erasureRequests: ErasureRequests;
  readonly erasures: CarryOutErasures;
  readonly orderRetention: OrderRetention;
  /** Events handed to the live feed, in the order of commits. */
  readonly published: LoggedEvent[] = [];
  /** Signals handed to the live feed. */
  readonly signals: { type: string; data: unknown; audience: unknown }[] = [];
  /** What `messages_total` would show. */
  readonly counted: CountedMessage[] = [];
  /** What `bkcrm_backfill_recovered_total` would show. */
  recovered = 0;

  private constructor(
    readonly database: Database,
    private readonly mediaFolder: string,
  ) {
    this.config = Object.assign(new TicketConfig(), { MEDIA_DIR: mediaFolder });
    this.media = new FolderMediaStore(mediaFolder);
    const clock = this.clock;
    const feed = {
      publish: (batch: EventBatch) => void this.published.push(...batch.events),
      signal: (type: string, data: unknown, audience: unknown) => void this.signals.push({ type, data, audience }),
    } as unknown as LiveFeed;
    const counter = {
      add: (counted: CountedMessage[]) => void this.counted.push(...counted),
      addRecovered: (count: number) => void (this.recovered += count),
    } as unknown as MessageCounter;
    const relay = { wake: () => {} } as unknown as OutboxRelay;
    const [load, files] = [new LoadDelivery(this.media), new StoreInlineFiles(this.media)];
    this.store = new StoreInbound(database, load, files, feed, clock, counter, this.config);
    this.releaseEchoes = new ReleaseEchoes(database, this.store, this.config);
    this.sendMessage = new SendAgentMessage(database, feed, relay, clock, this.config);
    this.actOnMessage = new ActOnMessage(database, feed, relay, this.clock, this.config);
    this.endMessage = new EndMessage(database, feed, relay, this.clock, this.config);
    this.sendDueMessages = new SendDueMessages(database, feed, relay, this.clock, this.config);
    this.applyActResults = new ApplyActResults(database, feed, counter);
    this.registerUpload = new RegisterUpload(database, this.media, this.clock);
    this.purgeUploads = new PurgeUploads(database, this.media, this.clock);
    this.updateHealth = new UpdateNumberHealth(database, feed);
    this.applyResults = new ApplySendResults(database, feed, counter);
    this.updateTicket = new UpdateTicket(database, feed, clock);
    this.markTicketRead = new MarkTicketRead(database, feed, relay, this.config);
    const quarantine = { replay: () => Promise.resolve() } as unknown as QuarantineReplay;
    this.registerNumber = new RegisterNumber(database, feed, relay, quarantine);
    this.changeNumber = new ChangeNumber(database, feed);
    this.removeNumber = new RemoveNumber(database, feed, relay, clock);
    this.updateNumberState = new UpdateNumberState(database, feed);
    this.storeFetchedFile = new StoreFetchedFile(database, feed);
    this.fetchMessageFile = new FetchMessageFile(database, feed, relay);
    this.erasureRequests = new ErasureRequests(database, { wake: () => {} } as unknown as ErasureWorker);
    const unwanted = new RemoveUnwantedFiles(database, this.media, clock, this.config);
    this.orderRetention = new OrderRetention(database, clock, this.config);
    this.erasures = new CarryOutErasures(database, feed, relay, unwanted, clock, this.config);
  }

  static async open(url: string, { poolSize }: { poolSize?: number } = {}): Promise<TicketHarness> {
    const dataSource = createDataSource(ticketDatabase(url, poolSize));
    await dataSource.initialize();
    return new TicketHarness(new Database(dataSource), await mkdtemp(join(tmpdir(), 'bkcrm-media-')));
  }

  async close(): Promise<void> {
    await this.database.dataSource.destroy();
    await rm(this.mediaFolder, { recursive: true, force: true });
  }

  async addNumber(
    instanceName: string,
    { departmentId, adoptedAt = new Date(0) }: { departmentId?: string; adoptedAt?: Date } = {},
  ): Promise<string> {
    const id = uuid();
    await this.database.query(
      'INSERT INTO whatsapp_number (id, name, instance_name, department_id, adopted_at) VALUES ($1, $2, $2, $3, $4)',
      [id, instanceName, departmentId ?? null, adoptedAt],
    );
    return id;
  }

  async addDepartment(): Promise<string> {
    const id = uuid();
    await this.database.query('INSERT INTO department (id, name) VALUES ($1, $2)', [id, randomUUID()]);
    return id;
  }

  async addAgent({
    role = 'agent',
    departmentIds = [],
  }: { role?: Role; departmentIds?: string[] } = {}): Promise<string> {
    const id = uuid();
    await this.database.query('INSERT INTO agent (id, email, name, role) VALUES ($1, $2, $3, $4)', [
      id,
      `${id}@example.com`,
      'Ana',
      role,
    ]);
    await this.database.query('INSERT INTO agent_department (agent_id, department_id) SELECT $1, unnest($2::uuid[])', [
      id,
      departmentIds,
    ]);
    return id;
  }
}

/** A webhook as it arrives from the broker. */
export function aDelivery(event: string, instance: string, data: unknown, extra: Partial<Delivery> = {}): Delivery {
  const body = { event, instance, data };
  return {
    body,
    raw: Buffer.from(JSON.stringify(body)),
    messageId: uuid(),
    type: webhookType,
    exchange: 'bkcrm.inbound',
    routingKey: `p0.${event}`,
    headers: { 'x-event': event, 'x-instance': instance, 'x-received-at': new Date().toISOString() },
    redelivered: false,
    attempt: 0,
    ...extra,
  };
}

let counter = 0;
/** A customer's text as Evolution posts it. */
export function aTextUpsert(
  overrides: {
    id?: string;
    phone?: string;
    lid?: string;
    text?: string;
    at?: number;
    fromMe?: boolean;
    name?: string;
  } = {},
) {
  counter += 1;
  const { id = `3EB0${String(counter).padStart(16, '0')}`, phone = '5511987650123', lid, fromMe = false } = overrides;
  return {
    key: {
      remoteJid: `${phone}@s.whatsapp.net`,
      ...(lid === undefined ? {} : { remoteJidAlt: `${lid}@lid` }),
      fromMe,
      id,
      participant: '',
      addressingMode: 'pn',
    },
    pushName: overrides.name ?? 'Mariana Duarte',
    status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
    message: { conversation: overrides.text ?? `message ${counter}` },
    messageType: 'conversation',
    messageTimestamp: overrides.at ?? 1_790_000_000 + counter,
    instanceId: '7d0c1b52-7a54-4f0e-9c8b-2f6b3e1d9a40',
    source: 'android',
  };
}

/** A customer's photo without its file. */
export function aPhotoUpsert(id: string, phone?: string) {
  return {
    ...aTextUpsert({ id, phone }),
    message: { imageMessage: { mimetype: 'image/jpeg', mediaKey: 'AAAA', directPath: '/v/x' } } as never,
    messageType: 'imageMessage',
  };
}

/** What the broker layer does with a transient failure (deadlock, lock not available). */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5 || !/deadlock|lock/.test(String(error))) throw error;
    }
  }
}
