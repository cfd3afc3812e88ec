import { backoff } from '../../sending/domain/backoff.js';

/** WhatsApp itself keeps files for some weeks; a number that is away for a few days must not cost any. */
const givenUpAfterMs = 7 * 86_400_000;

/** When a file is tried again after `attempts` tries in vain; undefined when it has been tried for long enough. */
export function nextFetch(attempts: number, orderedAt: Date, now: Date, random: number): Date | undefined {
  if (Number(now) - Number(orderedAt) >= givenUpAfterMs) return undefined;
  return new Date(Number(now) + backoff(attempts, random, { first: 5_000, limit: 3_600_000 }));
}
