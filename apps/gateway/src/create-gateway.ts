import type { AddressInfo } from 'node:net';
import {
  classifyDatabaseError,
  connect,
  createDataSource,
  Database,
  databaseProbe,
  SchemaCheck,
} from '@bkcrm/database';
import { AmqpServer, BrokerLink, brokerProbe, consumersProbe } from '@bkcrm/messaging';
import { Probes } from '@bkcrm/observability';
import { ReportStatus } from '@bkcrm/service-status';
import { Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { GatewayConfig } from './app.config.js';
import { FirstAdministrator } from './auth/first-administrator.js';
import { brokerExchanges } from './broker.js';
import { createApplication } from './create-application.js';
import { gatewayDatabase } from './database/database.js';
import { Maintenance } from './maintenance/maintenance.js';
import { Notices } from './notices/notices.js';
import { AgentPresence } from './presence/agent-presence.js';
import { moveClientsOver } from './realtime/move-clients-over.js';
import { Redis } from './redis/redis.js';
import { EventFeed } from './realtime/event-feed.js';
import { LiveClients } from './realtime/live-clients.js';
import { OwnStats } from './realtime/own-stats.js';
import { Viewers } from './realtime/viewers.js';
import { ServiceReports } from './system/service-reports.js';
import { SystemWatchers } from './system/system-watchers.js';

/** A gateway in this process. */
export interface Gateway {
  readonly app: NestExpressApplication;
  readonly probes: Probes;
  readonly link: BrokerLink;
  /** Where it listens, once started. */
  readonly url: string;
  start: () => Promise<void>;
  /** What has to be done to end without anybody losing anything, in order. */
  readonly shutdown: { name: string; run: () => Promise<unknown> | void }[];
}

export async function createGateway(config: GatewayConfig, logger: LoggerService | false): Promise<Gateway> {
  const dataSource = createDataSource(gatewayDatabase(config.DATABASE_URL, config.GATEWAY_DATABASE_POOL));
  const database = new Database(dataSource);
  const schema = new SchemaCheck(database, new Logger('Gateway'));
  const link = new BrokerLink({ url: config.AMQP_URL, connectionName: 'gateway', exchanges: brokerExchanges });
  const server = new AmqpServer(link, { classify: classifyDatabaseError, probe: () => database.ping() });
  const app = await createApplication(config, { database, link, server, logger });
  const feed = app.get(EventFeed);
  const clients = app.get(LiveClients);
  const stats = app.get(OwnStats);
  const presence = app.get(AgentPresence);
  const viewers = app.get(Viewers);
  const administrator = app.get(FirstAdministrator);
  const maintenance = app.get(Maintenance);
  const notices = app.get(Notices);
  const watchers = app.get(SystemWatchers);
  let databaseCheck: NodeJS.Timeout | undefined;
  const probes = new Probes();
  probes.liveness.set('consumers', consumersProbe(server));
  probes.readiness.set('schema', schema.probe);
  probes.information.set('database', databaseProbe(database));
  probes.information.set('broker', brokerProbe(link));
  // Until it knows where the log is, a client could not be let in.
  probes.readiness.set('event-log', () => ({ ok: feed.isReady }));
  const status = new ReportStatus({
    service: 'gateway',
    probes,
    link,
    server,
    database,
    onReport: (report) => app.get(ServiceReports).addOwn(report),
  });
  link.onChange(() => watchers.changed());
  return {
    app,
    probes,
    link,
    get url() {
      const { port } = (app.getHttpServer() as { address: () => AddressInfo }).address();
      return `http://127.0.0.1:${port}`;
    },
    start: async () => {
      await connect(database, new Logger('Gateway'));
      await schema.wait();
      schema.start();
      databaseCheck = setInterval(() => void database.ping().catch(() => {}), 5_000);
      app.get(Redis).start();
      link.start();
      await app.startAllMicroservices();
      feed.start();
      clients.start();
      await app.listen(config.GATEWAY_PORT, config.GATEWAY_HOST);
      stats.start();
      presence.start();
      viewers.start();
      administrator.start();
      maintenance.start();
      notices.start();
      probes.markStarted();
      status.start();
      watchers.start();
    },
    shutdown: [
      { name: 'readiness', run: () => probes.startDraining() },
      { name: 'status', run: () => status.stop() },
      {
        name: 'timers',
        run: () => {
          clearInterval(databaseCheck);
          schema.stop();
          for (const repeating of [administrator, maintenance, notices, stats, presence, viewers, watchers])
            repeating.stop();
        },
      },
      { name: 'sockets', run: () => moveClientsOver(clients) },
      { name: 'events', run: () => (clients.stop(), feed.stop()) },
      { name: 'consumers', run: () => server.drain() },
      { name: 'application', run: () => app.close() },
      { name: 'broker', run: () => link.close() },
      { name: 'database', run: () => dataSource.destroy() },
    ],
  };
}
