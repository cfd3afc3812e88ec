import { backoff } from './backoff.js';
import type { NumberTrouble } from './classify-answer.js';

/**
 * - `closed`: sends leave; `failures` in a row so far.
 * - `open`: nothing is sent until a probe has succeeded; none is made before `until`.
 * - `half-open`: a probe is under way.
 * `openings` counts how often it opened since a send last succeeded: each time it stays open longer.
 */
export type Breaker =
  | { state: 'closed'; failures: number; openings: number }
  | { state: 'open'; reason: NumberTrouble; until: number; openings: number }
  | { state: 'half-open'; reason: NumberTrouble; openings: number };

export const closedBreaker: Breaker = { state: 'closed', failures: 0, openings: 0 };

/** These say for certain that the next send would fail too; the others may be a single accident. */
const certain: ReadonlySet<NumberTrouble> = new Set(['tls', 'auth', 'license', 'missing', 'closed', 'limited']);
/** Somebody has to mend these: asking often helps nobody. */
const slowToMend: ReadonlySet<NumberTrouble> = new Set(['tls', 'auth', 'license']);
const accidentsAllowed = 3;

export function afterFailure(
  breaker: Breaker,
  failure: { trouble: NumberTrouble; now: number; random: number; atLeastMs?: number },
): Breaker {
  const { trouble, now, random, atLeastMs = 0 } = failure;
  const failures = breaker.state === 'closed' ? breaker.failures + 1 : accidentsAllowed;
  if (breaker.state === 'closed' && !certain.has(trouble) && failures < accidentsAllowed)
    return { ...breaker, failures };
  const openings = breaker.openings + 1;
  const wait = slowToMend.has(trouble)
    ? backoff(openings, random, { first: 60_000, limit: 300_000 })
    : backoff(openings, random, { first: 10_000, limit: 300_000 });
  return { state: 'open', reason: trouble, until: now + Math.max(wait, atLeastMs), openings };
}

/** Whether only an answer of WhatsApp itself shows that the trouble is over: a server may say `open` out of its memory. */
export const needsWhatsapp = (trouble: NumberTrouble): boolean => trouble === 'slow' || trouble === '5xx';

/** A send went through. */
export const afterSend = (): Breaker => closedBreaker;

/** A probe went through: sends may try again, but the next failure still counts as one more in the row. */
export function afterProbe(breaker: Breaker): Breaker {
  return breaker.state === 'closed' ? breaker : { state: 'closed', failures: 0, openings: breaker.openings };
}

/** Half-open when it is time to probe, else undefined. */
export function startProbe(breaker: Breaker, now: number): Breaker | undefined {
  if (breaker.state !== 'open' || breaker.until > now) return undefined;
  return { state: 'half-open', reason: breaker.reason, openings: breaker.openings };
}
