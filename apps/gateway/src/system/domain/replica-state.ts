import type { ReplicaState, ServiceStatus } from '@bkcrm/contracts';

/** Replicas say every 5 s how they do. */
const silentAfterMs = 15_000;
const goneAfterMs = 60_000;

/** A report of a replica, and when it came. Milliseconds. */
export interface Report {
  status: ServiceStatus;
  heardAt: number;
}

/** How a replica is to be taken. @param hears whether anybody could be heard at all */
export function replicaState({ status, heardAt }: Report, now: number, hears: boolean): ReplicaState {
  if (status.isStopping) return 'stopped';
  const age = now - heardAt;
  if (age < silentAfterMs) return status.isReady ? 'ready' : 'not-ready';
  if (!hears) return 'unheard';
  return age < goneAfterMs ? 'silent' : 'gone';
}

/** Whether it says right now how it does. */
export function isHeard(report: Report, now: number): boolean {
  return !report.status.isStopping && now - report.heardAt < silentAfterMs;
}
