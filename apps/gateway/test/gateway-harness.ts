import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventBatch, LoggedEvent } from '@bkcrm/contracts';
import { exchanges, MarkTicketReadRequest } from '@bkcrm/contracts';
import type { DatabaseOptions } from '@bkcrm/database';
import { createDataSource, Database, migrate } from '@bkcrm/database';
import { Publisher, Requester, RequestRefused } from '@bkcrm/messaging';
import { eventually, withDatabase, withVhost } from '@bkcrm/testing';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, expect } from 'vitest';
import { GatewayConfig } from '../src/app.config.js';
import { Passwords } from '../src/auth/passwords.js';
import { Tokens } from '../src/auth/tokens.js';
import { createGateway } from '../src/create-gateway.js';
import type { Gateway } from '../src/create-gateway.js';
import { gatewayDatabase } from '../src/database/database.js';
import { Sessions } from '../src/sessions/sessions.js';
import type { HeldSession } from '../src/sessions/sessions.js';
import { startFakeTicket } from './fake-ticket.js';
import { Seed } from './seed.js';

// The ticket service's tables are what the two services meet in, so its real migrations are run. Found by path: services import nothing of each other.
const ticketDatabaseFile = new URL('../../ticket/src/database/database.ts', import.meta.url).href;

/** Both services' schemas, as they are in production. */
export async function migrateBoth(url: string): Promise<void> {
  const { ticketDatabase } = (await import(ticketDatabaseFile)) as { ticketDatabase: (url: string) => DatabaseOptions };
  await migrate(ticketDatabase(url));
  await migrate(gatewayDatabase(url));
}

/** Something that answers the gateway's requests. */
export type StartTicket = (amqpUrl: string, databaseUrl: string) => ReturnType<typeof startFakeTicket>;

/** A gateway in this process, on a database, a virtual host and ports of its own. */
export class GatewayHarness {
  seed!: Seed;
  gateway!: Gateway;
  publisher!: Publisher;
  mediaFolder = '';
  config!: GatewayConfig;
  private readonly sockets: Socket[] = [];
  private readonly ends: (() => void)[] = [];
  private readonly sessions = new Map<string, Promise<HeldSession>>();
  private readonly gateways = new Set<Gateway>();
  private ticket: Awaited<ReturnType<typeof startFakeTicket>> | undefined;
  private reader!: Database;

  async open(
    databaseUrl: string,
    amqpUrl: string,
    overrides: Partial<GatewayConfig> = {},
    startTicket: StartTicket = startFakeTicket,
  ): Promise<void> {
    this.mediaFolder = await mkdtemp(join(tmpdir(), 'bkcrm-media-'));
    this.seed = await Seed.open(databaseUrl);
    this.config = Object.assign(new GatewayConfig(), {
      DATABASE_URL: databaseUrl,
      AMQP_URL: amqpUrl,
      GATEWAY_PORT: 0,
      GATEWAY_HOST: '127.0.0.1',
      TOKEN_KEY: 'a key for tests that is long enough',
      SECRETS_KEY: ['a key for tests that is long enough'],
      MEDIA_DIR: this.mediaFolder,
      RATE_LIMIT_PER_SECOND: 10_000,
      RATE_LIMIT_BURST: 10_000,
      ADDRESS_RATE_LIMIT_PER_SECOND: 10_000,
      ADDRESS_RATE_LIMIT_BURST: 10_000,
      CONSOLE_DIR: join(this.mediaFolder, 'console'),
      ...overrides,
    });
    this.ticket = await startTicket(amqpUrl, databaseUrl);
    this.publisher = new Publisher(this.ticket.link);
    this.gateway = await this.another();
    this.reader = new Database(createDataSource(gatewayDatabase(databaseUrl, 1)));
    await this.reader.dataSource.initialize();
    await eventually(() => {
      expect(this.gateway.link.consumeState).toBe('up');
      expect(this.ticket?.link.publishState).toBe('up');
    });
    await this.ticketAnswers();
  }

  /** That connections are up does not say that the ticket service has begun to listen: it has once it refused something. */
  private async ticketAnswers(): Promise<void> {
    const requester = this.gateway.app.get(Requester);
    const body = { actorId: uuid(), ticketId: uuid(), readUpTo: new Date().toISOString() };
    await eventually(async () => {
      const asked = requester.request(exchanges.requests, MarkTicketReadRequest, body);
      await expect(asked).rejects.toBeInstanceOf(RequestRefused);
    });
  }

  /** A further replica, which has just started. */
  async another(): Promise<Gateway> {
    const gateway = await createGateway(this.config, false);
    this.gateways.add(gateway);
    await gateway.start();
    return gateway;
  }

  /** What a replica does on SIGTERM. */
  async stop(gateway: Gateway): Promise<void> {
    this.gateways.delete(gateway);
    for (const step of gateway.shutdown) await step.run();
  }

  async close(): Promise<void> {
    this.disconnectAll();
    for (const gateway of this.gateways) await this.stop(gateway);
    await this.ticket?.close();
    await this.reader.dataSource.destroy();
    await this.seed.close();
    await rm(this.mediaFolder, { recursive: true, force: true });
  }

  /** Ends something before the gateway ends. */
  onClose(end: () => void): void {
    this.ends.push(end);
  }

  disconnectAll(): void {
    for (const end of this.ends.splice(0)) end();
    for (const socket of this.sockets.splice(0)) socket.disconnect();
  }

  /** An access token of the agent, in a session that all calls of the test share. */
  async tokenOf(agentId: string): Promise<string> {
    let session = this.sessions.get(agentId);
    if (session === undefined) {
      session = this.openSession(agentId);
      this.sessions.set(agentId, session);
    }
    return this.gateway.app.get(Tokens).issue(await session).accessToken;
  }

  /** Runs a statement with the gateway's own rights. */
  query(sql: string): Promise<unknown[]> {
    return this.reader.query(sql);
  }

  /** One in a session of its own. */
  async freshTokenOf(agentId: string): Promise<string> {
    return this.gateway.app.get(Tokens).issue(await this.openSession(agentId)).accessToken;
  }

  /** As a login does. */
  openSession(agentId: string): Promise<HeldSession> {
    return this.gateway.app.get(Sessions).open(this.reader, agentId, { address: '', userAgent: null });
  }

  setPassword(agentId: string, password: string): Promise<boolean> {
    return this.gateway.app.get(Passwords).setFirst(agentId, password);
  }

  /** Calls the gateway as an agent. */
  async fetch(
    agentId: string | undefined,
    path: string,
    init: RequestInit & { json?: unknown } = {},
  ): Promise<Response> {
    const headers = new Headers(init.headers);
    if (agentId !== undefined) headers.set('authorization', `Bearer ${await this.tokenOf(agentId)}`);
    const { json, ...rest } = init;
    if (json !== undefined) headers.set('content-type', 'application/json');
    const body = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) };
    return fetch(`${this.gateway.url}${path}`, { ...body, ...rest, headers });
  }

  /** What the ticket service publishes after a commit. */
  async publish(events: LoggedEvent[]): Promise<void> {
    const batch: EventBatch = { epoch: await this.seed.databaseEpoch(), events };
    this.publisher.broadcast({
      exchange: exchanges.events,
      routingKey: '',
      type: 'event-batch.v1',
      messageId: uuid(),
      content: batch,
    });
  }

  async socket(agentId: string, options: Record<string, unknown> = {}, url = this.gateway.url): Promise<Socket> {
    return this.socketWith(await this.tokenOf(agentId), options, url);
  }

  socketWith(token: unknown, options: Record<string, unknown> = {}, url = this.gateway.url): Socket {
    const socket = io(url, {
      transports: ['websocket'],
      auth: { token },
      forceNew: true,
      reconnection: false,
      ...options,
    });
    this.sockets.push(socket);
    return socket;
  }
}

/** Gives the enclosing file or `describe` a gateway. */
export function withGateway(overrides: Partial<GatewayConfig> = {}, startTicket?: StartTicket): GatewayHarness {
  const database = withDatabase({ name: 'gateway', migrate: migrateBoth });
  const vhost = withVhost();
  const harness = new GatewayHarness();
  beforeAll(() => harness.open(database.url, vhost.url, overrides, startTicket));
  afterAll(() => harness.close());
  return harness;
}
