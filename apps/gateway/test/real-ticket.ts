import { createDataSource, Database } from '@bkcrm/database';
import type { DatabaseOptions } from '@bkcrm/database';
import { DeadLetters } from '@bkcrm/dead-letters';
import { AmqpServer, BrokerLink, Publisher } from '@bkcrm/messaging';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { brokerExchanges } from '../src/broker.js';

interface TicketModuleFile {
  TicketModule: { for: (config: object, database: Database, link: BrokerLink) => DynamicModule };
}

// Found by path: services import nothing of each other.
const load = (file: string): Promise<unknown> => import(new URL(`../../ticket/src/${file}`, import.meta.url).href);

/** The ticket service itself, in this process: for what the two decide together. */
export async function startRealTicket(
  amqpUrl: string,
  databaseUrl: string,
): Promise<{ link: BrokerLink; close: () => Promise<void> }> {
  const { TicketModule } = (await load('app.module.ts')) as TicketModuleFile;
  const { TicketConfig } = (await load('app.config.ts')) as { TicketConfig: new () => object };
  const { ticketDatabase } = (await load('database/database.ts')) as {
    ticketDatabase: (url: string, poolSize: number) => DatabaseOptions;
  };
  const { brokerExchanges: ticketExchanges } = (await load('broker.ts')) as { brokerExchanges: typeof brokerExchanges };
  const dataSource = createDataSource(ticketDatabase(databaseUrl, 4));
  await dataSource.initialize();
  const link = new BrokerLink({ url: amqpUrl, connectionName: 'ticket', exchanges: ticketExchanges });
  const database = new Database(dataSource);
  const letters = new DeadLetters(database, new Publisher(link), 'ticket');
  const server = new AmqpServer(link, { keepDeadLetter: (letter) => letters.keep(letter) });
  const module = TicketModule.for(new TicketConfig(), database, link);
  const app = await NestFactory.createMicroservice(module, { strategy: server, logger: false });
  link.start();
  await app.listen();
  return {
    link,
    close: async () => {
      await server.drain();
      await app.close();
      await link.close();
      await dataSource.destroy();
    },
  };
}
