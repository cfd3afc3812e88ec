import type { BrokerSignal, GatewayStats } from '@bkcrm/contracts';

/** The report of a gateway replica; undefined for every other signal, and for what makes no sense. */
export function readGatewayStats(signal: unknown): GatewayStats | undefined {
  const { type, data } = { ...(signal as Partial<BrokerSignal> | null) };
  if (type !== 'gateway.stats') return undefined;
  const { replicaId, connections, startedAt = '', openTickets } = { ...(data as Partial<GatewayStats> | null) };
  if (typeof replicaId !== 'string' || typeof connections !== 'number') return undefined;
  return { replicaId, connections, startedAt, ...(isCounts(openTickets) ? { openTickets } : {}) };
}

function isCounts(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((count) => typeof count === 'number')
  );
}
