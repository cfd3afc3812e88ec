import { serviceNames } from '@bkcrm/contracts';
import type { ServiceName, ServiceStatus } from '@bkcrm/contracts';
import { isHeard } from './replica-state.js';
import type { Report } from './replica-state.js';

/** What has ended is shown for a while where another replica does its work, and for a day where none does. Milliseconds. */
const replacedAfterMs = 120_000;
const forgottenAfterMs = 86_400_000;

/** What all replicas of all services said last. */
export class HeardServices {
  private readonly reports = new Map<string, Report>();

  add(status: ServiceStatus, now: number): void {
    this.reports.set(status.replicaId, { status, heardAt: now });
  }

  /** Of one service, the replica that began last first. */
  of(service: ServiceName, now: number): Report[] {
    this.forget(now);
    return this.all()
      .filter(({ status }) => status.service === service)
      .sort((one, other) => other.status.startedAt.localeCompare(one.status.startedAt));
  }

  /** Those who say right now how they do. The one who spoke last is the last. */
  heard(now: number): Report[] {
    return this.all()
      .filter((report) => isHeard(report, now))
      .sort((one, other) => one.heardAt - other.heardAt);
  }

  /** Services of which no replica has been heard for so long. Milliseconds. */
  missing(now: number, forMs: number): ServiceName[] {
    const isThere = (name: ServiceName): boolean =>
      this.all().some(({ status, heardAt }) => status.service === name && now - heardAt <= forMs);
    return serviceNames.filter((name) => !isThere(name));
  }

  private all(): Report[] {
    return [...this.reports.values()];
  }

  private forget(now: number): void {
    const present = new Set(this.heard(now).map(({ status }) => status.service));
    for (const [id, report] of this.reports) {
      const keptMs = present.has(report.status.service) ? replacedAfterMs : forgottenAfterMs;
      if (!isHeard(report, now) && now - report.heardAt > keptMs) this.reports.delete(id);
    }
  }
}
