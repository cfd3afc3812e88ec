import { serviceNames, serviceStatusSignal } from '@bkcrm/contracts';
import type { BrokerSignal, ServiceStatus } from '@bkcrm/contracts';

/** What a replica says of itself; undefined for every other signal, and for what makes no sense. */
export function readServiceStatus(signal: unknown): ServiceStatus | undefined {
  const { type, data } = { ...(signal as Partial<BrokerSignal> | null) };
  if (type !== serviceStatusSignal) return undefined;
  const status = { ...(data as Partial<ServiceStatus> | null) };
  const isWhole =
    serviceNames.some((name) => name === status.service) &&
    typeof status.replicaId === 'string' &&
    [status.failing, status.queues, status.disks].every((list) => Array.isArray(list)) &&
    [status.broker, status.facts].every((part) => typeof part === 'object' && part !== null);
  return isWhole ? (status as ServiceStatus) : undefined;
}
