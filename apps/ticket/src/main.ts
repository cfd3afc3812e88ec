import {
  classifyDatabaseError,
  connect,
  createDataSource,
  Database,
  databaseProbe,
  SchemaCheck,
} from '@bkcrm/database';
import { DeadLetters, ParkedMessages, showLetters } from '@bkcrm/dead-letters';
import { AmqpServer, BrokerLink, brokerProbe, consumersProbe } from '@bkcrm/messaging';
import { JsonLogger, onShutdown, Probes, startAdministration } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { ReportStatus } from '@bkcrm/service-status';
import { startTracing } from '@bkcrm/tracing';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readConfig, readTracing } from './app.config.js';
import { TicketModule } from './app.module.js';
import { brokerExchanges } from './broker.js';
import { BackupWorker } from './backups/backup-worker.js';
import { ticketDatabase } from './database/database.js';
import { ErasureWorker } from './erasing/erasure-worker.js';
import { Maintenance } from './maintenance/maintenance.js';
import { QuarantineBox } from './quarantine/quarantine-box.js';
import { showDisks } from './status/show-disks.js';
import { TicketFacts } from './status/ticket-facts.js';

const config = readConfig();
const logger = new JsonLogger('ticket', config.LOG_LEVEL);
const tracing = await startTracing('ticket', readTracing());
const dataSource = createDataSource(ticketDatabase(config.DATABASE_URL, config.TICKET_DATABASE_POOL));
const database = new Database(dataSource);
const schema = new SchemaCheck(database, logger);

const link = new BrokerLink({ url: config.AMQP_URL, connectionName: 'ticket', exchanges: brokerExchanges });
const server: AmqpServer = new AmqpServer(link, {
  classify: classifyDatabaseError,
  probe: () => database.ping(),
  keepDeadLetter: (letter) => app.get(DeadLetters).keep(letter),
});
const app = await NestFactory.createMicroservice(TicketModule.for(config, database, link), {
  strategy: server,
  logger,
});
showLetters('ticket', () => app.get(DeadLetters).size());
showLetters('quarantine', () => app.get(QuarantineBox).size());
const relay = app.get(OutboxRelay);
const maintenance = app.get(Maintenance);
const parked = new ParkedMessages(app.get(DeadLetters), () => server.known(), new Logger(ParkedMessages.name));
const backups = app.get(BackupWorker);
const erasures = app.get(ErasureWorker);

const probes = new Probes();
probes.liveness.set('consumers', consumersProbe(server));
probes.readiness.set('schema', schema.probe);
probes.information.set('database', databaseProbe(database));
probes.information.set('broker', brokerProbe(link));
const facts = app.get(TicketFacts);
const status = new ReportStatus({ service: 'ticket', probes, link, server, database, facts: () => facts.read() });
const administration = await startAdministration({
  port: config.TICKET_ADMIN_PORT,
  host: config.ADMIN_HOST,
  probes,
  logger,
});

const databaseCheck = setInterval(() => void database.ping().catch(() => {}), 5_000);

onShutdown(
  [
    { name: 'readiness', run: () => probes.startDraining() },
    { name: 'status', run: () => status.stop() },
    { name: 'consumers', run: () => server.drain() },
    { name: 'timers', run: () => (maintenance.stop(), parked.stop(), schema.stop(), clearInterval(databaseCheck)) },
    { name: 'backups', run: () => backups.stop() },
    { name: 'erasures', run: () => erasures.stop() },
    { name: 'outbox relay', run: () => relay.stop() },
    { name: 'application', run: () => app.close() },
    { name: 'broker', run: () => link.close() },
    { name: 'database', run: () => dataSource.destroy() },
    { name: 'administration', run: () => administration.close() },
    { name: 'tracing', run: () => tracing.stop() },
  ],
  logger,
);

await connect(database, logger);
await schema.wait();
schema.start();
await showDisks(config, database);
link.start();
await app.listen();
parked.start();
relay.start();
maintenance.start();
backups.start();
erasures.start();
probes.markStarted();
status.start();
logger.log('ready', { administration: config.TICKET_ADMIN_PORT }, 'Ticket');
