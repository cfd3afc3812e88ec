import { ValidationPipe } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiErrorFilter } from './api/api-error.filter.js';
import { SimulatorConfig } from './app.config.js';
import { SimulatorModule } from './app.module.js';
import { Demonstration } from './state/demonstration.js';
import { StateFile } from './state/state-file.js';
import { Connections } from './whatsapp/connections.js';

/** The simulator, ready to listen. */
export async function createSimulator(
  config: SimulatorConfig,
  logger: LoggerService | false,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(SimulatorModule.for(config), {
    logger,
    forceCloseConnections: true,
  });
  app.useBodyParser('json', { limit: '136mb' });
  app.useBodyParser('urlencoded', { limit: '136mb', extended: true });
  app.useGlobalFilters(new ApiErrorFilter());
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  await app.init();
  await app.get(StateFile).open();
  await app.get(Connections).resume();
  await app.get(Demonstration).prepare();
  return app;
}
