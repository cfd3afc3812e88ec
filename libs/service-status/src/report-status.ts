import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { exchanges, serviceStatusSignal } from '@bkcrm/contracts';
import type { BrokerSignal, DatabaseStatus, ServiceFacts, ServiceName, ServiceStatus } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import { Publisher } from '@bkcrm/messaging';
import type { AmqpServer, BrokerLink } from '@bkcrm/messaging';
import { measureDisks, within } from '@bkcrm/observability';
import type { Probes } from '@bkcrm/observability';
import { failingChecks } from './failing-checks.js';
import { readVersion } from './version.js';

const everyMs = 5_000;
/** What does not answer by then is left out of this report. */
const patienceMs = 3_000;

/** What a service is asked about itself. */
export interface StatusSources {
  service: ServiceName;
  probes: Probes;
  link: BrokerLink;
  server: AmqpServer;
  database?: Database;
  /** What only this service knows. What it throws leaves all of it out. */
  facts?: () => Promise<ServiceFacts> | ServiceFacts;
  /** Hears every report as well, whether or not there is a broker. */
  onReport?: (status: ServiceStatus) => void;
}

/** Says every five seconds how this replica does, to whoever listens; at its end, that it ends. */
export class ReportStatus {
  private readonly publisher: Publisher;
  private readonly replicaId = randomUUID();
  private readonly startedAt = new Date().toISOString();
  private readonly version = readVersion();
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;

  constructor(private readonly sources: StatusSources) {
    this.publisher = new Publisher(sources.link);
  }

  start(): void {
    void this.report();
    this.timer = setInterval(() => void this.report(), everyMs);
  }

  /** Says that the rest is silence: nobody has to wait to find it out. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.send({ ...(await this.look()), isReady: false, isStopping: true });
  }

  async look(): Promise<ServiceStatus> {
    const { service, probes, link, server, facts = () => ({}) } = this.sources;
    const [queues, disks, database, known] = await Promise.all([
      orElse([], server.queueStates()),
      orElse([], measureDisks()),
      this.lookAtDatabase(),
      orElse({}, Promise.resolve().then(facts)),
    ]);
    const failing = failingChecks(probes);
    return {
      service,
      replicaId: this.replicaId,
      host: hostname(),
      version: this.version,
      startedAt: this.startedAt,
      isReady: failing.every(({ keepsFromServing }) => !keepsFromServing),
      isStopping: false,
      failing,
      broker: { publish: link.publishState, consume: link.consumeState },
      database,
      queues: queues.map(({ oldestAt, ...queue }) => ({ ...queue, oldestAt: oldestAt?.toISOString() ?? null })),
      disks,
      facts: known,
    };
  }

  private async report(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      this.send(await this.look());
    } finally {
      this.isRunning = false;
    }
  }

  private send(status: ServiceStatus): void {
    this.sources.onReport?.(status);
    const content: BrokerSignal = { type: serviceStatusSignal, data: status };
    const [exchange, type, messageId] = [exchanges.signals, 'signal.v1', randomUUID()];
    this.publisher.broadcast({ exchange, routingKey: '', type, messageId, content });
  }

  private async lookAtDatabase(): Promise<DatabaseStatus | null> {
    const { database } = this.sources;
    if (database === undefined) return null;
    const askedAt = performance.now();
    const answered = database.ping().then(() => Math.round((performance.now() - askedAt) * 10) / 10);
    const pingMs = await orElse(null, answered);
    return { ...database.pool, pingMs };
  }
}

/** What cannot be found out in time is not worth a report that does not come. */
async function orElse<T>(otherwise: T, work: Promise<T>): Promise<T> {
  try {
    return await within(patienceMs, work);
  } catch {
    return otherwise;
  }
}
