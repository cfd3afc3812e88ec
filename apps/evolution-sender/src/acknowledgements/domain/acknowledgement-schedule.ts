/** Minutes between the acceptance of a message and each question what became of it, while WhatsApp says nothing. */
const schedule = [2, 5, 15, 60];

/** When an accepted message is asked about first. */
export const firstAckCheck = (sentAt: Date): Date => new Date(Number(sentAt) + (schedule[0] ?? 0) * 60_000);

/** When to ask again after `checks` questions in vain; undefined when that was the last one. */
export function nextAckCheck(checks: number, now: Date): Date | undefined {
  const [previous, next] = [schedule[checks - 1], schedule[checks]];
  return previous === undefined || next === undefined ? undefined : new Date(Number(now) + (next - previous) * 60_000);
}
