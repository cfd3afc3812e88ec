import { AmqpServer, BrokerLink } from '@bkcrm/messaging';
import { Clock, showDisk } from '@bkcrm/observability';
import { NumberSecrets } from '@bkcrm/webhook-auth';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IngestConfig } from './app.config.js';
import { IngestModule } from './app.module.js';
import { authenticateCalls } from './authentication/authenticate-calls.js';
import { RefusedCalls } from './authentication/refused-calls.js';
import { brokerExchanges } from './broker.js';
import { createHttpAdapter, drainHttpServer } from './http/http-adapter.js';
import { timeRequests } from './http/http-metrics.js';
import { Journal } from './journal/journal.js';
import { Replayer } from './spool/replayer.js';
import { Spool } from './spool/spool.js';
import { ReceiveWebhook, routeWebhooks } from './webhooks/receive-webhook.js';
import { TellReceived } from './webhooks/tell-received.js';

/** The service, apart from its administration port and its signals. */
export interface Ingest {
  link: BrokerLink;
  broker: AmqpServer;
  spool: Spool;
  /** Where it listens; known once it has started. */
  address: () => string;
  /** Serves, whether or not there is a broker yet. */
  start: () => Promise<void>;
  /** Finishes the calls in hand, closes its connections; what is in the spool stays there. */
  stop: () => Promise<void>;
}

const spoolCheckMilliseconds = 5_000;
const journalSyncMilliseconds = 1_000;
const journalTidyMilliseconds = 60_000;
const tellReceivedMilliseconds = 1_000;

export async function createIngest(config: IngestConfig, logger: LoggerService | false): Promise<Ingest> {
  const link = new BrokerLink({ url: config.AMQP_URL, connectionName: 'webhook-ingest', exchanges: brokerExchanges });
  const app = await NestFactory.create<NestFastifyApplication>(IngestModule.for(config, link), createHttpAdapter(), {
    logger,
    bodyParser: false,
  });
  const broker = new AmqpServer(link);
  app.connectMicroservice({ strategy: broker });
  const server = app.getHttpAdapter().getInstance();
  authenticateCalls(server, {
    credentials: {
      secrets: app.get(NumberSecrets),
      tokenKeys: config.WEBHOOK_JWT_KEYS,
      adoptUntil: config.WEBHOOK_ADOPT_UNTIL === undefined ? undefined : new Date(config.WEBHOOK_ADOPT_UNTIL),
    },
    refused: app.get(RefusedCalls),
    clock: app.get(Clock),
  });
  let isDraining = false;
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining) reply.header('connection', 'close');
    done(null, payload);
  });
  timeRequests(server);
  routeWebhooks(server, app.get(ReceiveWebhook));
  showDisk('spool', config.SPOOL_DIR);
  showDisk('media', config.MEDIA_DIR);
  const spool = app.get(Spool);
  const replayer = app.get(Replayer);
  const journal = app.get(Journal);
  const tellReceived = app.get(TellReceived);
  const timers: NodeJS.Timeout[] = [];
  let stopping: Promise<void> | undefined;

  async function stop(): Promise<void> {
    isDraining = true;
    await drainHttpServer(server.server);
    for (const timer of timers) clearInterval(timer);
    await replayer.stop();
    await tellReceived.execute();
    await spool.close();
    await journal.close();
    await broker.drain();
    await app.close();
    await link.close();
  }

  return {
    link,
    broker,
    spool,
    address: () => `http://127.0.0.1:${(server.server.address() as { port: number }).port}`,
    start: async () => {
      await spool.open();
      link.start();
      await app.listen(config.INGEST_PORT, config.INGEST_HOST);
      await app.startAllMicroservices();
      replayer.start();
      timers.push(
        setInterval(() => void spool.check(), spoolCheckMilliseconds),
        setInterval(() => void journal.sync(), journalSyncMilliseconds),
        setInterval(() => void journal.tidy(), journalTidyMilliseconds),
        setInterval(() => void tellReceived.execute(), tellReceivedMilliseconds),
      );
      void journal.tidy();
    },
    stop: () => (stopping ??= stop()),
  };
}
