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
  /** The people who are connected to it, or were a moment ago, by id. */
  agents?: Record<string, PresentState>;
}

/** `online`: uses any of their windows. `away`: none of them for a while, or has said so. */
export type PresentState = 'online' | 'away';
export type AgentPresence = PresentState | 'offline';

/** Data of the signal `agents.presence`: the first on a socket is complete (whoever is not in it is offline), the others are changes. */
export interface PresenceNews {
  complete: boolean;
  agents: { agentId: string; presence: AgentPresence }[];
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
