import type { GatewayStats } from '@bkcrm/contracts';

/** Replicas report every 5 s; one that was not heard of for this long is gone. */
const silentMilliseconds = 15_000;

export interface ConnectionTotals {
  connections: number;
  /** How many clients have each ticket open, by ticket id. */
  byTicket: Record<string, number>;
}

interface Report {
  stats: GatewayStats;
  at: number;
}

/** How many clients are connected to all replicas of the gateway together, from what each says of itself. */
export class GatewayTotals {
  private readonly reports = new Map<string, Report>();

  add(stats: GatewayStats, now: Date): void {
    this.reports.set(stats.replicaId, { stats, at: now.getTime() });
  }

  /** Undefined when no gateway reports. */
  total(now: Date): ConnectionTotals | undefined {
    for (const [id, { at }] of this.reports) if (now.getTime() - at > silentMilliseconds) this.reports.delete(id);
    if (this.reports.size === 0) return undefined;
    const totals: ConnectionTotals = { connections: 0, byTicket: {} };
    for (const { stats } of this.reports.values()) {
      totals.connections += stats.connections;
      for (const [id, count] of Object.entries(stats.openTickets ?? {})) {
        totals.byTicket[id] = (totals.byTicket[id] ?? 0) + count;
      }
    }
    return totals;
  }
}
