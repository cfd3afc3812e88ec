const dayMs = 86_400_000;

/** Local calendar day, to compare. */
export function dayOf(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export function clockTime(iso: string, locale: string): string {
  return new Date(iso).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

export function fullTime(iso: string, locale: string): string {
  return new Date(iso).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' });
}

export function shortDateTime(iso: string, locale: string): string {
  return new Date(iso).toLocaleString(locale, { dateStyle: 'short', timeStyle: 'short' });
}

/** How a list says when: the time today, the word for yesterday, the weekday within a week, else the date. */
export function listTime(iso: string, now: Date, locale: string, yesterday: string): string {
  const days = daysBetween(iso, now);
  if (days <= 0) return clockTime(iso, locale);
  if (days === 1) return yesterday;
  if (days < 7) return new Date(iso).toLocaleDateString(locale, { weekday: 'short' });
  return new Date(iso).toLocaleDateString(locale, { day: '2-digit', month: '2-digit', year: '2-digit' });
}

/** How a day is called between messages. */
export function dayName(iso: string, now: Date, locale: string, words: { today: string; yesterday: string }): string {
  const days = daysBetween(iso, now);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  if (days > 1 && days < 7) return new Date(iso).toLocaleDateString(locale, { weekday: 'long' });
  return new Date(iso).toLocaleDateString(locale, { day: 'numeric', month: 'long', year: 'numeric' });
}

function midnight(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

function daysBetween(iso: string, now: Date): number {
  const date = new Date(iso);
  return Math.round((midnight(now) - midnight(date)) / dayMs);
}

/** A day and a time to the minute, for what is going to happen: `qui., 26 de nov., 09:00`. */
export function comingTime(at: string, locale: string): string {
  return new Date(at).toLocaleString(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

type Span = [unit: 'second' | 'minute' | 'hour' | 'day', count: number];

function spanOf(milliseconds: number): Span {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 60) return ['second', seconds];
  if (seconds < 3_600) return ['minute', Math.round(seconds / 60)];
  if (seconds < 172_800) return ['hour', Math.round(seconds / 3_600)];
  return ['day', Math.round(seconds / 86_400)];
}

/** How long something takes: `3 min`. */
export function howLong(milliseconds: number, locale: string): string {
  const [unit, count] = spanOf(milliseconds);
  return count.toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'short' });
}

/** How long ago something was: `3 min ago`. */
export function howLongAgo(iso: string, now: string, locale: string): string {
  const [unit, count] = spanOf(Date.parse(now) - Date.parse(iso));
  return new Intl.RelativeTimeFormat(locale, { style: 'short' }).format(-count, unit);
}
