/** Seconds between the end of an attempt without an answer and each search for its message. */
const schedule = [5, 20, 90];

/** When an attempt that ended now is searched for first. */
export const firstLook = (now: Date): Date => new Date(Number(now) + (schedule[0] ?? 0) * 1000);

/** Whether the search after so many in vain is the last one. */
export const isLastLook = (looks: number): boolean => looks >= schedule.length - 1;

/** When to search again after `looks` searches in vain; undefined when that was the last one. */
export function nextLook(looks: number, now: Date): Date | undefined {
  const [previous, next] = [schedule[looks - 1], schedule[looks]];
  return previous === undefined || next === undefined ? undefined : new Date(Number(now) + (next - previous) * 1000);
}
