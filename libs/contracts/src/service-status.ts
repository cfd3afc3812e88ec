import type { LetterBox } from './letter-requests.js';
import type { NumberState } from './resources.js';

/** The signal with which every replica of every service says how it does, every five seconds; between services only. */
export const serviceStatusSignal = 'service.status';

export const serviceNames = ['webhook-ingest', 'ticket', 'evolution-sender', 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** State of one connection to the broker. */
export type BrokerLinkState = 'connecting' | 'up' | 'blocked' | 'down';

/** Data of that signal. Times are ISO 8601, by the clock of whoever says so. */
export interface ServiceStatus {
  service: ServiceName;
  replicaId: string;
  /** Name of its machine or container. */
  host: string;
  version: string;
  startedAt: string;
  isReady: boolean;
  /** It ends on purpose: this is the last that is heard of it. */
  isStopping: boolean;
  /** Checks that fail. Those that do not keep it from serving are about what it depends on. */
  failing: { check: string; keepsFromServing: boolean }[];
  broker: { publish: BrokerLinkState; consume: BrokerLinkState };
  database: DatabaseStatus | null;
  queues: QueueStatus[];
  disks: DiskStatus[];
  facts: ServiceFacts;
}

export interface DatabaseStatus {
  busy: number;
  idle: number;
  /** Callers that wait for a connection. */
  waiting: number;
  /** Milliseconds from a question to its answer; null when it did not answer. */
  pingMs: number | null;
}

export interface QueueStatus {
  queue: string;
  /** Messages that wait for a consumer, and consumers over all replicas: as the broker says. */
  ready: number;
  consumers: number;
  /** Messages that wait for another attempt, and dead ones that nobody has taken yet; as of the last half minute. */
  retrying: number;
  dead: number;
  /** Handed to this replica and not settled. */
  unacknowledged: number;
  /** When what the oldest of those is about was received; null when nothing says so. */
  oldestAt: string | null;
}

/** Of the file system on which a folder of a service lies. Bytes. */
export interface DiskStatus {
  folder: string;
  size: number;
  free: number;
}

/** What only one service knows. What a service does not know at the moment is absent. */
export interface ServiceFacts {
  /** Of webhook-ingest, each replica its own. */
  spool?: { records: number; bytes: number; oldestAt: string | null };
  /** Of the sender. `dueSeconds`: for how long the oldest command of an open number has been due. */
  sends?: { queued: number; sending: number; unknown: number; dueSeconds: number };
  numbers?: Partial<Record<NumberState, number>>;
  /** Of the sender: when the certificates of Evolution servers run out. */
  certificates?: { server: string; expiresAt: string }[];
  letters?: Partial<Record<LetterBox, number>>;
  /** Of ticket: messages that are not accounted for, in hours that are over. */
  ledger?: { difference: number };
  /** Of ticket: when the next backup is made; null when none are. */
  nextBackupAt?: string | null;
}
