import type { BrokerSignal, GatewayStats, PresentState } from '@bkcrm/contracts';

/** The report of a gateway replica; undefined for every other signal, and for what makes no sense. */
export function readGatewayStats(signal: unknown): GatewayStats | undefined {
  const { type, data } = { ...(signal as Partial<BrokerSignal> | null) };
  if (type !== 'gateway.stats') return undefined;
  const { replicaId, connections, startedAt = '', openTickets, agents } = { ...(data as Partial<GatewayStats> | null) };
  if (typeof replicaId !== 'string' || typeof connections !== 'number') return undefined;
  return {
    replicaId,
    connections,
    startedAt,
    ...(isCounts(openTickets) ? { openTickets } : {}),
    ...(isStates(agents) ? { agents } : {}),
  };
}

function isCounts(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((count) => typeof count === 'number')
  );
}

function isStates(value: unknown): value is Record<string, PresentState> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((state) => state === 'online' || state === 'away')
  );
}
