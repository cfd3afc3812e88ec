import type { BrokerSignal, GatewayStats } from '@bkcrm/contracts';

/** The report of a gateway replica; undefined for every other signal. */
export function readGatewayStats(signal: unknown): Pick<GatewayStats, 'replicaId' | 'connections'> | undefined {
  const { type, data } = { ...(signal as Partial<BrokerSignal> | null) };
  if (type !== 'gateway.stats') return undefined;
  const { replicaId, connections } = { ...(data as Partial<GatewayStats> | null) };
  return typeof replicaId === 'string' && typeof connections === 'number' ? { replicaId, connections } : undefined;
}
