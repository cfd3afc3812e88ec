import type { ConnectionStatus } from '../live/live-connection.js';

/** What the gateway answers on `/webhook/health`, as far as it is used. */
export interface HealthReport {
  status: string;
  /** Whether any number is connected to WhatsApp. */
  evolution: { connected: boolean; instances: number };
}

/**
 * `connected`: everything works; `degraded`: this client is live, but the server or WhatsApp is in trouble; `reconnecting`: the
 * live connection is down and coming back by itself; `offline`: the server does not answer at all.
 */
export type HealthStatus = 'connected' | 'reconnecting' | 'degraded' | 'offline';

export interface Health {
  status: HealthStatus;
  /** The last answer; null before the first, and while the server does not answer. */
  report: HealthReport | null;
  /** Milliseconds, by this device's clock; null before the first check ended. */
  checkedAt: number | null;
}

export const initialHealth: Health = { status: 'reconnecting', report: null, checkedAt: null };

/** The health after a check or a change of the connection. */
export function healthAfter(connection: ConnectionStatus, { report, checkedAt }: Omit<Health, 'status'>): Health {
  return { status: statusOf(connection, report, checkedAt !== null), report, checkedAt };
}

function statusOf(connection: ConnectionStatus, report: HealthReport | null, wasChecked: boolean): HealthStatus {
  const hasSocket = connection === 'live' || connection === 'catching-up';
  if (!hasSocket) return wasChecked && report === null ? 'offline' : 'reconnecting';
  if (!wasChecked) return 'connected';
  return report === null || isInTrouble(report) ? 'degraded' : 'connected';
}

const isInTrouble = ({ status, evolution }: HealthReport): boolean =>
  status !== 'healthy' || (evolution.instances > 0 && !evolution.connected);
