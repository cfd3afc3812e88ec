import { serviceNames } from '@bkcrm/contracts';
import type { ReplicaResource, SystemBackups, SystemResource } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { GatewayTotals } from '@bkcrm/gateway-totals';
import { BrokerLink } from '@bkcrm/messaging';
import { Clock, within } from '@bkcrm/observability';
import { readLastBackups } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { EventFeed } from '../realtime/event-feed.js';
import { OwnStats } from '../realtime/own-stats.js';
import { gatherFacts } from './domain/gather-facts.js';
import { HeardServices } from './domain/heard-services.js';
import { replicaState } from './domain/replica-state.js';
import type { Report } from './domain/replica-state.js';

/** The picture does not wait longer for a database that does not answer. */
const patienceMs = 2_000;

/** The running system in one picture: what the services say of themselves, and what this gateway sees. It never fails: it says what is not known. */
@Injectable()
export class ReadSystem {
  constructor(
    private readonly heard: HeardServices,
    private readonly link: BrokerLink,
    private readonly database: Database,
    private readonly feed: EventFeed,
    private readonly totals: GatewayTotals,
    private readonly stats: OwnStats,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<SystemResource> {
    const now = this.clock.now();
    const hears = this.hears;
    const { nextBackupAt, ...facts } = gatherFacts(this.heard.heard(Number(now)));
    const backups = await this.readBackups(nextBackupAt);
    return {
      at: now.toISOString(),
      broker: hears,
      database: backups !== null,
      services: serviceNames.map((name) => ({
        name,
        replicas: this.heard.of(name, Number(now)).map((report) => toResource(report, Number(now), hears)),
      })),
      ...facts,
      backups,
      events: this.feed.state ?? null,
      sockets: this.countSockets(now),
    };
  }

  /** Whether this gateway could hear the others. */
  get hears(): boolean {
    return this.link.publishState === 'up' && this.link.consumeState === 'up';
  }

  private countSockets(now: Date): number {
    // This replica's own need no broker to be known.
    this.totals.add(this.stats.current, now);
    return this.totals.total(now)?.connections ?? 0;
  }

  private async readBackups(nextAt: string | null): Promise<SystemBackups | null> {
    try {
      const { full, daily, proof } = await within(patienceMs, readLastBackups(this.database));
      const [lastFullAt, lastDailyAt] = [full?.toISOString() ?? null, daily?.toISOString() ?? null];
      return { lastFullAt, lastDailyAt, nextAt, lastProof: proof };
    } catch {
      return null;
    }
  }
}

function toResource(report: Report, now: number, hears: boolean): ReplicaResource {
  const { replicaId, host, version, startedAt, failing, broker, database, disks } = report.status;
  const heardAt = new Date(report.heardAt).toISOString();
  const state = replicaState(report, now, hears);
  return { replicaId, host, version, startedAt, failing, broker, database, disks, state, heardAt };
}
