import { JsonLogger, onShutdown, showDisk, startAdministration } from '@bkcrm/observability';
import { startTracing } from '@bkcrm/tracing';
import { readConfig, readTracing } from './app.config.js';
import { createGateway } from './create-gateway.js';

const config = readConfig();
const logger = new JsonLogger('gateway', config.LOG_LEVEL);
const tracing = await startTracing('gateway', readTracing());
const gateway = await createGateway(config, logger);
showDisk('media', config.MEDIA_DIR);
const administration = await startAdministration({
  port: config.GATEWAY_ADMIN_PORT,
  host: config.ADMIN_HOST,
  probes: gateway.probes,
  logger,
});
onShutdown(
  [
    ...gateway.shutdown,
    { name: 'administration', run: () => administration.close() },
    { name: 'tracing', run: () => tracing.stop() },
  ],
  logger,
);

await gateway.start();
logger.log('ready', { port: config.GATEWAY_PORT, administration: config.GATEWAY_ADMIN_PORT }, 'Gateway');
