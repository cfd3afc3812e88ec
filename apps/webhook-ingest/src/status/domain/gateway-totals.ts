/** Replicas report every 5 s; one that was not heard of for this long is gone. */
const silentMilliseconds = 15_000;

interface Report {
  connections: number;
  at: number;
}

/** Sockets over all replicas of the gateway, as they last reported. */
export class GatewayTotals {
  private readonly reports = new Map<string, Report>();

  add({ replicaId, connections }: { replicaId: string; connections: number }, now: Date): void {
    this.reports.set(replicaId, { connections, at: now.getTime() });
    for (const [id, report] of this.reports) if (isSilent(report, now)) this.reports.delete(id);
  }

  /** Undefined when no gateway reports. */
  connections(now: Date): number | undefined {
    const heard = [...this.reports.values()].filter((report) => !isSilent(report, now));
    return heard.length === 0 ? undefined : heard.reduce((sum, { connections }) => sum + connections, 0);
  }
}

const isSilent = ({ at }: Report, now: Date): boolean => now.getTime() - at > silentMilliseconds;
