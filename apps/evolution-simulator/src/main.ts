import { JsonLogger, onShutdown } from '@bkcrm/observability';
import { readConfig } from './app.config.js';
import { createSimulator } from './simulator.js';

const config = readConfig();
const logger = new JsonLogger('evolution-simulator', config.LOG_LEVEL);
const simulator = await createSimulator(config, logger);
await simulator.listen(config.SIMULATOR_PORT, config.SIMULATOR_HOST);
logger.log('ready', { url: await simulator.getUrl(), instances: config.SIMULATOR_INSTANCES }, 'Simulator');

onShutdown([{ name: 'application', run: () => simulator.close() }], logger);
