/** So many months of the calendar before a moment; the last day of a month where that month has no such day. */
export function monthsBefore(now: Date, months: number): Date {
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() - months);
  // The 31st of a month with 30 days would be the 1st of the next.
  if (date.getUTCDate() !== now.getUTCDate()) date.setUTCDate(0);
  return date;
}
