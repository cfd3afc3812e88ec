import { roles } from '@bkcrm/database';
import type { DatabaseOptions } from '@bkcrm/database';
import { PasswordRow } from '../auth/password.entity.js';
import { CreateGatewaySchema1764000000000 } from './migrations/1764000000000-create-gateway-schema.js';

/** The gateway's schema, tables and migrations. Its role may also read the ticket service's. */
export function gatewayDatabase(url: string, poolSize?: number): DatabaseOptions {
  return {
    url,
    role: roles.gateway,
    schema: 'gateway',
    applicationName: 'bkcrm-gateway',
    entities: [PasswordRow],
    migrations: [CreateGatewaySchema1764000000000],
    poolSize,
  };
}
