import { migrate } from '@bkcrm/database';
import { JsonLogger } from '@bkcrm/observability';
import { readMigrationConfig } from './app.config.js';
import { senderDatabase } from './database/database.js';

const config = readMigrationConfig();
const ran = await migrate(senderDatabase(config.DATABASE_URL));
new JsonLogger('evolution-sender', config.LOG_LEVEL).log('schema is current', { ran }, 'Migrations');
