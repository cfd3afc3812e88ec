import { createDataSource, Database } from '@bkcrm/database';
import { AmqpServer, BrokerLink } from '@bkcrm/messaging';
import type { OpenAPIObject } from '@nestjs/swagger';
import { GatewayConfig } from './app.config.js';
import { brokerExchanges } from './broker.js';
import { createApplication } from './create-application.js';
import { gatewayDatabase } from './database/database.js';
import { openApiDocument } from './openapi.js';

/** The OpenAPI document, from an application that is put together but connects to nothing. */
export async function describeGateway(): Promise<OpenAPIObject> {
  const config = Object.assign(new GatewayConfig(), {
    TOKEN_KEY: 'nothing is signed with this key',
    SECRETS_KEY: ['nothing is encrypted with this key'],
  });
  const link = new BrokerLink({ url: 'amqp://127.0.0.1', connectionName: 'gateway', exchanges: brokerExchanges });
  const app = await createApplication(config, {
    database: new Database(createDataSource(gatewayDatabase('postgres://127.0.0.1'))),
    link,
    server: new AmqpServer(link),
    logger: false,
  });
  return openApiDocument(app);
}
