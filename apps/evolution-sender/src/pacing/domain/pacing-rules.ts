/** How much may be sent unasked; 0 switches a limit off. */
export interface PacingLimits {
  /** First messages to contacts who never wrote, per number and day. */
  firstContactsPerDay: number;
  /** What a number that was made here may send unasked on its first day; each day half as much more, for two weeks. */
  warmUpFirstDay: number;
  /** Seconds between two messages that nobody asked for. */
  gapSeconds: { least: number; most: number };
}

export interface Outreach {
  now: Date;
  firstContact: boolean;
  /** Null for a number that was in use before it came here. */
  firstLinkedAt: Date | null;
  /** Of this day (UTC). */
  sentToday: number;
  firstContactsToday: number;
  /** Before this nothing leaves that is not an answer. */
  nextAt: Date | null;
}

export type HoldCode = 'send.held.warm-up' | 'send.held.first-contacts' | 'send.held.gap';
export interface Hold {
  code: HoldCode;
  until: Date;
}

const dayMs = 86_400_000;
const warmUpDays = 14;
const growth = 1.5;

export const startOfDay = (at: Date): Date => new Date(Math.floor(Number(at) / dayMs) * dayMs);

/** How many messages a number may send unasked on a day of its life, counted from 0; infinite once it is warm. */
export function warmUpAllowance(day: number, firstDay: number): number {
  return firstDay === 0 || day >= warmUpDays ? Infinity : Math.floor(firstDay * growth ** Math.max(0, day));
}

/** Why and until when a message that nobody asked for has to wait; undefined when it may leave. */
export function holdOf(outreach: Outreach, limits: PacingLimits): Hold | undefined {
  const { now, firstContact, firstLinkedAt, sentToday, firstContactsToday, nextAt } = outreach;
  const tomorrow = new Date(Number(startOfDay(now)) + dayMs);
  if (firstLinkedAt !== null) {
    const day = Math.floor((Number(now) - Number(firstLinkedAt)) / dayMs);
    if (sentToday >= warmUpAllowance(day, limits.warmUpFirstDay)) return { code: 'send.held.warm-up', until: tomorrow };
  }
  const { firstContactsPerDay } = limits;
  if (firstContact && firstContactsPerDay > 0 && firstContactsToday >= firstContactsPerDay)
    return { code: 'send.held.first-contacts', until: tomorrow };
  return nextAt !== null && nextAt > now ? { code: 'send.held.gap', until: nextAt } : undefined;
}

/** When the next message that nobody asked for may leave after one that leaves now. `random`: 0 to 1. */
export function nextOutreach(now: Date, random: number, { gapSeconds: { least, most } }: PacingLimits): Date {
  return new Date(Number(now) + Math.round((least + random * Math.max(0, most - least)) * 1000));
}
