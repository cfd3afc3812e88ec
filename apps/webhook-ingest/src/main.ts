import { brokerProbe, consumersProbe } from '@bkcrm/messaging';
import { JsonLogger, onShutdown, Probes, startAdministration } from '@bkcrm/observability';
import { ReportStatus } from '@bkcrm/service-status';
import { startTracing } from '@bkcrm/tracing';
import { readConfig, readTracing } from './app.config.js';
import { createIngest } from './create-ingest.js';

const config = readConfig();
const logger = new JsonLogger('webhook-ingest', config.LOG_LEVEL);
const tracing = await startTracing('webhook-ingest', readTracing());
const ingest = await createIngest(config, logger);
const { link, broker, spool } = ingest;

const probes = new Probes();
probes.liveness.set('consumers', consumersProbe(broker));
// Either is enough to keep a webhook.
probes.readiness.set('accepting', () => ({ ok: link.publishState === 'up' || spool.isWritable }));
probes.information.set('broker', brokerProbe(link));
probes.information.set('spool', () => ({
  ok: spool.isWritable && spool.records === 0,
  details: { writable: spool.isWritable, records: spool.records, bytes: spool.bytes },
}));
const status = new ReportStatus({
  service: 'webhook-ingest',
  probes,
  link,
  server: broker,
  facts: () => {
    const { records, bytes, oldestAt } = spool;
    return { spool: { records, bytes, oldestAt: oldestAt?.toISOString() ?? null } };
  },
});
const administration = await startAdministration({
  port: config.INGEST_ADMIN_PORT,
  host: config.ADMIN_HOST,
  probes,
  logger,
});

onShutdown(
  [
    { name: 'readiness', run: () => probes.startDraining() },
    { name: 'status', run: () => status.stop() },
    { name: 'service', run: () => ingest.stop() },
    { name: 'administration', run: () => administration.close() },
    { name: 'tracing', run: () => tracing.stop() },
  ],
  logger,
);

await ingest.start();
probes.markStarted();
status.start();
logger.log('ready', { port: config.INGEST_PORT, administration: config.INGEST_ADMIN_PORT }, 'Ingest');
