import type { GatewayStats } from '@bkcrm/contracts';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

/** A replica that has said nothing for this long is gone. */
const forgottenAfter = 15_000;

/** How many clients are connected to all replicas together, from what each says of itself. */
@Injectable()
export class ConnectionTotals {
  private readonly replicas = new Map<string, { stats: GatewayStats; at: number }>();

  constructor(private readonly clock: Clock) {}

  accept(stats: GatewayStats): void {
    this.replicas.set(stats.replicaId, { stats, at: this.clock.now().getTime() });
  }

  /** `own` is this replica's present state, which needs no broker to be known. */
  total(own: GatewayStats): { connections: number; byTicket: Record<string, number> } {
    const now = this.clock.now().getTime();
    for (const [id, { at }] of this.replicas) if (now - at > forgottenAfter) this.replicas.delete(id);
    const others = [...this.replicas.values()].map(({ stats }) => stats).filter((s) => s.replicaId !== own.replicaId);
    const byTicket: Record<string, number> = {};
    let connections = 0;
    for (const stats of [own, ...others]) {
      connections += stats.connections;
      for (const [id, count] of Object.entries(stats.openTickets ?? {})) byTicket[id] = (byTicket[id] ?? 0) + count;
    }
    return { connections, byTicket };
  }
}
