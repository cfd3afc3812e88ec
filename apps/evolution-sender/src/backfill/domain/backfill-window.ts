/** Evolution stamps messages with its own clock, in whole seconds, and stores them a little after they came. Milliseconds. */
const overlapMs = 5 * 60_000;
/** How far back a number is looked through at most: what an outage of that length left is for a person to decide. */
const longestMs = 7 * 86_400_000;
const intervalMs = 5 * 60_000;

/** From which moment on a back-fill asks for messages: what was handed over before comes again, harmlessly. */
export function backfillSince(number: { backfilledUntil: Date | null; adoptedAt: Date }, now: Date): Date {
  const from = Number(number.backfilledUntil ?? number.adoptedAt) - overlapMs;
  return new Date(Math.max(from, Number(number.adoptedAt) - overlapMs, Number(now) - longestMs));
}

export const nextBackfill = (now: Date): Date => new Date(Number(now) + intervalMs);
