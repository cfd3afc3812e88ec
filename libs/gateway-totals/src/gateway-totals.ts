import type { GatewayStats, PresentState } from '@bkcrm/contracts';

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

/** Who is connected to all replicas of the gateway together, from what each says of itself. */
export class GatewayTotals {
  private readonly reports = new Map<string, Report>();

  add(stats: GatewayStats, now: Date): void {
    this.reports.set(stats.replicaId, { stats, at: now.getTime() });
  }

  has(replicaId: string): boolean {
    return this.reports.has(replicaId);
  }

  /** The people who are connected to any replica. Whoever is online at one is online. */
  agents(now: Date): ReadonlyMap<string, PresentState> {
    this.forgetSilent(now);
    const states = new Map<string, PresentState>();
    for (const { stats } of this.reports.values()) {
      for (const [id, state] of Object.entries(stats.agents ?? {}))
        if (states.get(id) !== 'online') states.set(id, state);
    }
    return states;
  }

  /** Undefined when no gateway reports. */
  total(now: Date): ConnectionTotals | undefined {
    this.forgetSilent(now);
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

  private forgetSilent(now: Date): void {
    for (const [id, { at }] of this.reports) if (now.getTime() - at > silentMilliseconds) this.reports.delete(id);
  }
}
