/** How far a number has been looked through, and what speaks for looking back further. */
export interface BackfillMarks {
  adoptedAt: Date;
  backfilledUntil: Date | null;
  gapSince: Date | null;
  gapUntil: Date | null;
  backfillFrom: Date | null;
}

/** Evolution stamps messages with its own clock, in whole seconds, and stores them a little after they came. Milliseconds. */
const overlapMs = 5 * 60_000;
/** How far back a number is looked through by itself at most: what an outage of that length left is for a person to order. */
const longestMs = 7 * 86_400_000;
const intervalMs = 5 * 60_000;

/**
 * From which moment on a back-fill asks for messages: what was handed over before comes again, harmlessly. After a gap it goes back to
 * its beginning more than once, since a phone delivers old messages some minutes after it is back.
 */
export function backfillSince(marks: BackfillMarks, now: Date): Date {
  const { adoptedAt, backfilledUntil, gapSince, gapUntil, backfillFrom } = marks;
  const usual = Number(backfilledUntil ?? adoptedAt);
  const gap = gapSince !== null && gapUntil !== null && gapUntil >= now ? Number(gapSince) : usual;
  const from = Math.min(usual, gap) - overlapMs;
  const byItself = Math.max(from, Number(adoptedAt) - overlapMs, Number(now) - longestMs);
  return new Date(Math.min(byItself, Number(backfillFrom ?? byItself)));
}

export const nextBackfill = (now: Date): Date => new Date(Number(now) + intervalMs);
