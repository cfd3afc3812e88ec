import type { Database } from '@bkcrm/database';
import type { BrokerLink } from '@bkcrm/messaging';
import { AmqpServer } from '@bkcrm/messaging';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { GatewayConfig } from './app.config.js';
import { GatewayModule } from './app.module.js';
import { ConsoleFolder } from './console/console-folder.js';
import { allowedOrigins } from './http/allowed-origins.js';
import { httpMetrics } from './http/http-metrics.js';
import { securityHeaders } from './http/security-headers.js';
import { limitAddresses } from './limits/address-limit.js';
import { Limiter } from './limits/limiter.js';
import { publishOpenApi } from './openapi.js';
import { SocketAdapter } from './realtime/socket.adapter.js';
import { traceRequests } from './tracing/trace-requests.js';

/** The whole application, put together but not started: nothing is connected yet. */
export async function createApplication(
  config: GatewayConfig,
  parts: { database: Database; link: BrokerLink; server: AmqpServer; logger: LoggerService | false },
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(GatewayModule.for(config, parts.database, parts.link), {
    logger: parts.logger,
    abortOnError: false,
    bodyParser: false,
  });
  app.set('trust proxy', config.TRUSTED_PROXIES);
  app.disable('x-powered-by');
  app.use(httpMetrics, traceRequests, securityHeaders);
  app.use(limitAddresses(app.get(Limiter)));
  app.enableCors({
    origin: allowedOrigins(config),
    exposedHeaders: ['x-event-seq', 'x-event-epoch', 'retry-after', 'ratelimit', 'ratelimit-policy'],
    maxAge: 600,
  });
  app.useBodyParser('json', { limit: '512kb' });
  app.useWebSocketAdapter(new SocketAdapter(app, config));
  app.connectMicroservice({ strategy: parts.server });
  publishOpenApi(app);
  app.get(ConsoleFolder).serve(app);
  return app;
}
