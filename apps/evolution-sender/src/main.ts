import { classifyDatabaseError, connect, createDataSource, Database, databaseProbe } from '@bkcrm/database';
import { AmqpServer, BrokerLink, brokerProbe } from '@bkcrm/messaging';
import { eventLoopProbe, JsonLogger, onShutdown, Probes, startAdministration } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { NestFactory } from '@nestjs/core';
import { readConfig } from './app.config.js';
import { SenderModule } from './app.module.js';
import { brokerExchanges } from './broker.js';
import { senderDatabase } from './database/database.js';
import { Maintenance } from './maintenance.js';
import { SendingService } from './sending/sending-service.js';

const config = readConfig();
const logger = new JsonLogger('evolution-sender', config.LOG_LEVEL);
const dataSource = createDataSource(senderDatabase(config.DATABASE_URL, config.SENDER_DATABASE_POOL));
const database = new Database(dataSource);

const link = new BrokerLink({ url: config.AMQP_URL, connectionName: 'evolution-sender', exchanges: brokerExchanges });
const server = new AmqpServer(link, { classify: classifyDatabaseError, probe: () => database.ping() });
const app = await NestFactory.createMicroservice(SenderModule.for(config, database, link), {
  strategy: server,
  logger,
});
const relay = app.get(OutboxRelay);
const sending = app.get(SendingService);
const maintenance = app.get(Maintenance);

const probes = new Probes();
let started = false;
probes.liveness.set('event-loop', eventLoopProbe());
probes.startup.set('started', () => ({ ok: started }));
probes.readiness.set('started', () => ({ ok: started }));
probes.information.set('database', databaseProbe(database));
probes.information.set('broker', brokerProbe(link));
const administration = await startAdministration({
  port: config.SENDER_ADMIN_PORT,
  host: config.ADMIN_HOST,
  probes,
  logger,
});

onShutdown(
  [
    { name: 'readiness', run: () => probes.startDraining() },
    { name: 'consumers', run: () => server.drain() },
    { name: 'timers', run: () => maintenance.stop() },
    { name: 'sends', run: () => sending.stop() },
    { name: 'outbox relay', run: () => relay.stop() },
    { name: 'application', run: () => app.close() },
    { name: 'broker', run: () => link.close() },
    { name: 'database', run: () => dataSource.destroy() },
    { name: 'administration', run: () => administration.close() },
  ],
  logger,
);

await connect(dataSource, logger);
link.start();
await app.listen();
relay.start();
sending.start();
maintenance.start();
started = true;
logger.log('ready', { administration: config.SENDER_ADMIN_PORT }, 'Sender');
