/** Messages that usually come in each hour of the week (0: Sunday, 0 h UTC); null where no such hour was seen yet. */
export type TrafficNorm = readonly (number | null)[];

const hourMs = 3_600_000;
const hoursOfWeek = 168;
/** How much the latest week counts against all before it. */
const weight = 0.3;

export const hourOf = (at: Date): number => at.getUTCDay() * 24 + at.getUTCHours();
export const startOfHour = (at: Date): Date => new Date(Math.floor(Number(at) / hourMs) * hourMs);

/** The norm after an hour that brought so many messages. */
export function learnHour(norm: TrafficNorm, hour: Date, count: number): TrafficNorm {
  const learnt = Array.from({ length: hoursOfWeek }, (_, index) => norm[index] ?? null);
  const known = learnt[hourOf(hour)] ?? null;
  learnt[hourOf(hour)] = known === null ? count : known + weight * (count - known);
  return learnt;
}

/** How many messages usually come between two moments; hours that were never seen count as none. Looks at one day at most. */
export function expectedBetween(norm: TrafficNorm, from: Date, to: Date): number {
  let expected = 0;
  for (let at = Math.max(Number(from), Number(to) - 24 * hourMs); at < Number(to);) {
    const end = Math.min(Number(to), Number(startOfHour(new Date(at))) + hourMs);
    expected += ((norm[hourOf(new Date(at))] ?? 0) * (end - at)) / hourMs;
    at = end;
  }
  return expected;
}
