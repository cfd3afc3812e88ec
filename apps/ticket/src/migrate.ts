import { migrate } from '@bkcrm/database';
import { JsonLogger } from '@bkcrm/observability';
import { readConfig } from './app.config.js';
import { ticketDatabase } from './database/database.js';

const config = readConfig();
const ran = await migrate(ticketDatabase(config.DATABASE_URL));
new JsonLogger('ticket', config.LOG_LEVEL).log('schema is current', { ran }, 'Migrations');
