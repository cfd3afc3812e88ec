/** Times that are often meant: in an hour, tomorrow morning, Monday morning. */
export function suggestedTimes(now: Date): Date[] {
  const inAnHour = new Date(Math.ceil((Number(now) + 3_600_000) / 300_000) * 300_000);
  const tomorrow = morningAfter(now, 1);
  const monday = morningAfter(now, (8 - now.getDay()) % 7 || 7);
  return [inAnHour, tomorrow, ...(Number(monday) === Number(tomorrow) ? [] : [monday])];
}

function morningAfter(now: Date, days: number): Date {
  const morning = new Date(now);
  morning.setDate(now.getDate() + days);
  morning.setHours(9, 0, 0, 0);
  return morning;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** As an input of type `datetime-local` has it: without a zone, to the minute. */
export function localInput(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
