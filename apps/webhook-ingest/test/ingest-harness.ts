import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchanges, MessagesReceived, queues } from '@bkcrm/contracts';
import { AmqpServer, BrokerLink, ConsumeBatch } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { IngestConfig } from '../src/app.config.js';
import { createIngest } from '../src/create-ingest.js';
import type { Ingest } from '../src/create-ingest.js';

export const secret = 'a secret of the tests';

/** What has arrived on each class's queue, in place of the ticket service. */
@Controller()
export class InboundRecorder {
  readonly deliveries: Record<'p0' | 'p1' | 'p2', Delivery[]> = { p0: [], p1: [], p2: [] };

  /** In place of the sender. */
  readonly received: Delivery<MessagesReceived>[] = [];

  get all(): Delivery[] {
    return Object.values(this.deliveries).flat();
  }

  @ConsumeBatch({ types: ['webhook.v1'], queue: inbound(queues.ticketInboundP0, 'p0.#'), size: 100, milliseconds: 1 })
  async onP0(@Payload() batch: Delivery[]): Promise<void> {
    this.deliveries.p0.push(...batch);
  }

  @ConsumeBatch({ types: ['webhook.v1'], queue: inbound(queues.ticketInboundP1, 'p1.#'), size: 100, milliseconds: 1 })
  async onP1(@Payload() batch: Delivery[]): Promise<void> {
    this.deliveries.p1.push(...batch);
  }

  @ConsumeBatch({ types: ['webhook.v1'], queue: inbound(queues.ticketInboundP2, 'p2.#'), size: 100, milliseconds: 1 })
  async onP2(@Payload() batch: Delivery[]): Promise<void> {
    this.deliveries.p2.push(...batch);
  }

  @ConsumeBatch({
    types: [MessagesReceived.type],
    queue: inbound(queues.senderReceived, MessagesReceived.type),
    size: 100,
    milliseconds: 1,
  })
  async onReceived(@Payload() batch: Delivery<MessagesReceived>[]): Promise<void> {
    this.received.push(...batch);
  }
}

function inbound(name: string, key: string) {
  return { name, bindings: [{ exchange: exchanges.inbound, key }] };
}

/** Everything that one test starts, and stops again in the opposite order. */
export class IngestHarness {
  private readonly endings: (() => Promise<unknown>)[] = [];

  private constructor(readonly folder: string) {
    this.endings.push(() => rm(folder, { recursive: true, force: true }));
  }

  static async create(): Promise<IngestHarness> {
    return new IngestHarness(await mkdtemp(join(tmpdir(), 'ingest-')));
  }

  async startIngest(amqpUrl: string, settings: Partial<IngestConfig> = {}): Promise<Ingest> {
    const config = Object.assign(new IngestConfig(), {
      AMQP_URL: amqpUrl,
      INGEST_PORT: 0,
      INGEST_HOST: '127.0.0.1',
      WEBHOOK_SECRETS: [secret],
      SPOOL_DIR: join(this.folder, 'spool'),
      MEDIA_DIR: join(this.folder, 'media'),
      ...settings,
    });
    const ingest = await createIngest(config, false);
    await ingest.start();
    this.endings.push(() => ingest.stop());
    return ingest;
  }

  /** Declares the ticket service's queues and consumes them. */
  async startRecorder(amqpUrl: string): Promise<InboundRecorder> {
    const link = new BrokerLink({
      url: amqpUrl,
      connectionName: 'recorder',
      exchanges: [{ name: exchanges.inbound, type: 'topic' }],
    });
    const server = new AmqpServer(link);
    const app: INestMicroservice = await NestFactory.createMicroservice(recorderModule(), {
      strategy: server,
      logger: false,
    });
    link.start();
    await app.listen();
    this.endings.push(async () => {
      await app.close();
      await link.close();
    });
    return app.get(InboundRecorder);
  }

  async end(): Promise<void> {
    for (const ending of this.endings.toReversed()) await ending();
  }
}

function recorderModule() {
  return { module: class RecorderModule {}, controllers: [InboundRecorder] };
}

/** Posts as Evolution does. */
export async function post(
  ingest: Pick<Ingest, 'address'>,
  path: string,
  body: string | Buffer | object,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const response = await fetch(`${ingest.address()}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-webhook-secret': secret, ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
