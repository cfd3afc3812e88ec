import type { LetterBox } from './letter-requests.js';
import type { NumberState } from './resources.js';
import type { DiskStatus, QueueStatus, ServiceName, ServiceStatus } from './service-status.js';

/**
 * - `ready`, `not-ready`: as it says itself.
 * - `silent`: not heard for a while. `gone`: for so long that it is no more. `stopped`: it said that it ends.
 * - `unheard`: nobody is heard, because this gateway has no broker.
 */
export type ReplicaState = 'ready' | 'not-ready' | 'silent' | 'gone' | 'stopped' | 'unheard';

/** A replica of a service as the gateway sees it. Times are ISO 8601. */
export type ReplicaResource = Omit<ServiceStatus, 'queues' | 'facts' | 'isReady' | 'isStopping' | 'service'> & {
  state: ReplicaState;
  heardAt: string;
};

/** A queue over all replicas of its service. */
export interface QueueResource extends QueueStatus {
  service: ServiceName;
}

/** Everything about the running system: what REST answers and administrators who look see change. Null: not known. */
export interface SystemResource {
  at: string;
  /** Whether the gateway that answers reaches them itself. */
  broker: boolean;
  database: boolean;
  /** All there should be; one without replicas was never heard. */
  services: { name: ServiceName; replicas: ReplicaResource[] }[];
  queues: QueueResource[];
  disks: (DiskStatus & { host: string; service: ServiceName })[];
  spool: { records: number; bytes: number; oldestAt: string | null } | null;
  sends: { queued: number; sending: number; unknown: number; dueSeconds: number } | null;
  numbers: Partial<Record<NumberState, number>> | null;
  letters: Partial<Record<LetterBox, number>> | null;
  ledger: { difference: number } | null;
  backups: SystemBackups | null;
  events: { head: number; position: number; lagSeconds: number | null } | null;
  /** Over all replicas of the gateway. */
  sockets: number;
}

export interface SystemBackups {
  lastFullAt: string | null;
  lastDailyAt: string | null;
  nextAt: string | null;
  lastProof: { at: string; ok: boolean } | null;
}
