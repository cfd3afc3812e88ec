/** A server that is away for long is asked less often, but never given up. */
const triesBeforeSlow = 20;
const mostMs = 10_000;
const slowMs = 60_000;

/**
 * Milliseconds before try `attempt` (from 0): anything between nothing and a limit that grows from one second by half each
 * time to ten seconds, and is a minute from the 21st try on. All of it is random, so that clients which were cut off
 * together do not come back together.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const limit = attempt < triesBeforeSlow ? Math.min(mostMs, 1_000 * 1.5 ** attempt) : slowMs;
  return Math.round(limit * random());
}
