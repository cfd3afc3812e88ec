import type { LedgerHour } from '@bkcrm/contracts';

const hourMs = 3_600_000;
/** What is under way when an hour ends is stored, or given back, well before this. */
const settledAfterMs = 10 * 60_000;

/** Messages that are not accounted for in the hours that have been over for ten minutes: a difference there does not go away by itself. */
export function lastingDifference(hours: readonly LedgerHour[], now: Date): number {
  return hours
    .filter(({ hour }) => Date.parse(hour) + hourMs + settledAfterMs <= Number(now))
    .reduce((sum, { received, sent }) => sum + Math.abs(received.difference) + Math.abs(sent.difference), 0);
}
