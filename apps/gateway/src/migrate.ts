import { migrate } from '@bkcrm/database';
import { JsonLogger } from '@bkcrm/observability';
import { readConfig } from './app.config.js';
import { gatewayDatabase } from './database/database.js';

const config = readConfig();
const ran = await migrate(gatewayDatabase(config.DATABASE_URL));
new JsonLogger('gateway', config.LOG_LEVEL).log('schema is current', { ran }, 'Migrations');
