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
import { JsonLogger, onShutdown, Probes, showDisk, startAdministration } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { SecretBox } from '@bkcrm/secrets';
import { ReportStatus } from '@bkcrm/service-status';
import { startTracing } from '@bkcrm/tracing';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readConfig, readTracing } from './app.config.js';
import { SenderModule } from './app.module.js';
import { brokerExchanges } from './broker.js';
import { senderDatabase } from './database/database.js';
import { classifyFailure } from './evolution-api/classify-failure.js';
import { LeaseKeeper } from './leases/lease-keeper.js';
import { FileFetches } from './files/file-fetches.js';
import { Maintenance } from './maintenance/maintenance.js';
import { readFigures } from './metrics/read-figures.js';
import { encryptKeptWebhooks } from './numbers/former-webhook.js';
import { NumberWatch } from './numbers/number-watch.js';
import { SendWorkers } from './sending/send-workers.js';
import { describeEnvironmentServer } from './servers/environment-server.js';
import { EvolutionServers } from './servers/evolution-servers.js';
import { WatchCertificates } from './servers/watch-certificates.js';

const config = readConfig();
const logger = new JsonLogger('evolution-sender', config.LOG_LEVEL);
const tracing = await startTracing('evolution-sender', readTracing());
const dataSource = createDataSource(senderDatabase(config.DATABASE_URL, config.SENDER_DATABASE_POOL));
const database = new Database(dataSource);
const schema = new SchemaCheck(database, logger);

const link = new BrokerLink({ url: config.AMQP_URL, connectionName: 'evolution-sender', exchanges: brokerExchanges });
const server: AmqpServer = new AmqpServer(link, {
  classify: (error) => classifyFailure(error) ?? classifyDatabaseError(error),
  probe: () => database.ping(),
  keepDeadLetter: (letter) => app.get(DeadLetters).keep(letter),
});
const app = await NestFactory.createMicroservice(SenderModule.for(config, database, link), {
  strategy: server,
  logger,
});
showLetters('sender', () => app.get(DeadLetters).size());
const relay = app.get(OutboxRelay);
const leases = app.get(LeaseKeeper);
const workers = app.get(SendWorkers);
const watch = app.get(NumberWatch);
const files = app.get(FileFetches);
const maintenance = app.get(Maintenance);
const parked = new ParkedMessages(app.get(DeadLetters), () => server.known(), new Logger(ParkedMessages.name));

showDisk('media', config.MEDIA_DIR);
const probes = new Probes();
probes.liveness.set('consumers', consumersProbe(server));
probes.readiness.set('schema', schema.probe);
probes.information.set('database', databaseProbe(database));
probes.information.set('broker', brokerProbe(link));
probes.information.set('evolution-tls', () => {
  const { insecure } = app.get(EvolutionServers);
  return { ok: insecure.length === 0, details: { insecure, pinned: (config.EVOLUTION_CERT_SHA256 ?? []).length } };
});
probes.information.set('numbers', () => ({ ok: true, details: { held: workers.numberIds.length } }));
const status = new ReportStatus({
  service: 'evolution-sender',
  probes,
  link,
  server,
  database,
  facts: async () => ({
    ...(await readFigures(database)),
    letters: { sender: await app.get(DeadLetters).size() },
    certificates: app.get(WatchCertificates).expiries,
  }),
});
const administration = await startAdministration({
  port: config.SENDER_ADMIN_PORT,
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
    { name: 'sends under way', run: () => workers.stop() },
    { name: 'leases', run: () => leases.stop() },
    { name: 'number watch', run: () => watch.stop() },
    { name: 'files under way', run: () => files.stop() },
    { name: 'outbox relay', run: () => relay.stop() },
    { name: 'application', run: () => app.close() },
    { name: 'broker', run: () => link.close() },
    { name: 'evolution', run: () => app.get(EvolutionServers).destroy() },
    { name: 'database', run: () => dataSource.destroy() },
    { name: 'administration', run: () => administration.close() },
    { name: 'tracing', run: () => tracing.stop() },
  ],
  logger,
);

await connect(database, logger);
await schema.wait();
schema.start();
await describeEnvironmentServer(database, config);
await encryptKeptWebhooks(database, app.get(SecretBox));
link.start();
await app.listen();
parked.start();
relay.start();
leases.start(workers);
maintenance.start();
probes.markStarted();
status.start();
logger.log('ready', { administration: config.SENDER_ADMIN_PORT }, 'Sender');
