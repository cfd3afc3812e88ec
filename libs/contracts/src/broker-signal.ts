import type { Audience } from './live-event.js';

/** Body of a message on the signals exchange: a fact that is never stored or numbered. Without an audience it is for the services themselves. */
export interface BrokerSignal {
  type: string;
  data: unknown;
  audience?: Audience;
}

/** Data of the signal `gateway.stats`, which every gateway replica sends every 5 s and on changes: how totals over all replicas are known. */
export interface GatewayStats {
  replicaId: string;
  connections: number;
  /** ISO 8601. */
  startedAt: string;
  /** How many clients have each ticket open, by ticket id. */
  openTickets?: Record<string, number>;
}

/** The signal with which ingest tells at once, and then every minute, that it turns webhooks away. */
export const ingestRefusals = 'ingest.refusals';

/** Data of that signal. */
export interface IngestRefusals {
  /** As the callers said: anybody may say anything. */
  numberIds: string[];
  /** ISO 8601, of the first call. */
  since: string;
}
