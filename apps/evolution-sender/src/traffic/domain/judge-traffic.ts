import type { NumberHealth, NumberHealthCode, NumberState } from '@bkcrm/contracts';

/** What is known about a number's traffic at a moment. */
export interface Traffic {
  now: Date;
  state: NumberState;
  stateAt: Date | null;
  lastInAt: Date | null;
  /** Messages that usually come in the time in which none has. */
  missed: number;
  /** Messages sent in the last hour and not confirmed for two minutes, and when the latest one was confirmed. */
  stuck: number;
  stuckSince: Date | null;
  lastAckAt: Date | null;
  /** Why sends are held back, if they are. */
  paused: { reason: string; until?: Date } | null;
  /** Whether WhatsApp answered the last call that it must answer itself; null when there was no reason for one. */
  whatsappAnswers: boolean | null;
}

export type Verdict = Pick<NumberHealth, 'code' | 'since' | 'parameters'>;

/** With so many messages usual and none there, chance explains one silence in 150. */
const missedAllowed = 5;
const shortestSilenceMs = 10 * 60_000;
const stuckAllowed = 2;
/** So long it is said that a number has recovered: what comes late has come by then. */
const recoveredForMs = 15 * 60_000;

const incidents: ReadonlySet<NumberHealthCode> = new Set(['disconnected', 'silent', 'unacknowledged', 'dead']);

/** Whether only WhatsApp's own answer can tell that the number works. */
export function isSuspicious(traffic: Traffic): boolean {
  return traffic.state === 'open' && (isSilent(traffic) || isStuck(traffic));
}

/** How a number does by what goes over it. `before`: what was said last. */
export function judgeTraffic(traffic: Traffic, before: Verdict | null): Verdict {
  const { now, paused } = traffic;
  const incident = findIncident(traffic);
  if (incident !== null) {
    const since = before?.code === incident.code && before.since !== null ? before.since : incident.since.toISOString();
    return { code: incident.code, since, parameters: incident.parameters };
  }
  if (paused !== null) {
    const since = before?.code === 'paused' && before.since !== null ? before.since : now.toISOString();
    const { reason, until } = paused;
    const parameters: Verdict['parameters'] = until === undefined ? { reason } : { reason, until: until.toISOString() };
    return { code: 'paused', since, parameters };
  }
  return afterIncident(traffic, before) ?? { code: 'ok', since: null, parameters: {} };
}

interface Incident {
  code: NumberHealthCode;
  since: Date;
  parameters: NumberHealth['parameters'];
}

function findIncident(traffic: Traffic): Incident | null {
  const { now, state, stateAt, lastInAt, stuckSince } = traffic;
  if (state !== 'open') return { code: 'disconnected', since: stateAt ?? now, parameters: { state } };
  if (!isSuspicious(traffic)) return null;
  const since = isSilent(traffic) ? (lastInAt ?? now) : (stuckSince ?? now);
  if (traffic.whatsappAnswers === false) return { code: 'dead', since, parameters: {} };
  // Quiet customers are no incident when WhatsApp has answered.
  if (isStuck(traffic)) return { code: 'unacknowledged', since: stuckSince ?? now, parameters: {} };
  return { code: 'silent', since, parameters: {} };
}

function isSilent({ now, lastInAt, missed }: Traffic): boolean {
  return lastInAt !== null && missed >= missedAllowed && Number(now) - Number(lastInAt) >= shortestSilenceMs;
}

function isStuck({ stuck, stuckSince, lastAckAt }: Traffic): boolean {
  return stuck > stuckAllowed && stuckSince !== null && (lastAckAt === null || lastAckAt < stuckSince);
}

function afterIncident({ now, lastInAt }: Traffic, before: Verdict | null): Verdict | null {
  if (before === null || lastInAt === null) return null;
  if (incidents.has(before.code))
    return { code: 'recovered', since: before.since, parameters: { was: before.code, to: now.toISOString() } };
  const to = before.parameters['to'];
  const isRecent = typeof to === 'string' && Number(now) - Number(new Date(to)) < recoveredForMs;
  return before.code === 'recovered' && isRecent ? before : null;
}
