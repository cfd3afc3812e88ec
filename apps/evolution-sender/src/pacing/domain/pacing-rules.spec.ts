import { describe, expect, it } from 'vitest';
import { holdOf, nextOutreach, warmUpAllowance } from './pacing-rules.js';
import type { Outreach } from './pacing-rules.js';

const now = new Date('2026-11-25T15:00:00Z');
const tomorrow = new Date('2026-11-26T00:00:00Z');
const days = (count: number): Date => new Date(Number(now) - count * 86_400_000);
const limits = { firstContactsPerDay: 3, warmUpFirstDay: 20, gapSeconds: { least: 4, most: 10 } };
const hold = (overrides: Partial<Outreach>) =>
  holdOf(
    { now, firstContact: false, firstLinkedAt: null, sentToday: 0, firstContactsToday: 0, nextAt: null, ...overrides },
    limits,
  );

describe('a message that nobody asked for', () => {
  it('leaves while no limit is reached', () => {
    expect(hold({ sentToday: 10_000 })).toBeUndefined();
    expect(hold({ firstContactsToday: 3 })).toBeUndefined();
  });

  it('waits for tomorrow once a new number has sent what it may at its age', () => {
    expect([0, 1, 2, 13].map((day) => warmUpAllowance(day, 20))).toEqual([20, 30, 45, 3_892]);
    expect(warmUpAllowance(14, 20)).toBe(Infinity);
    expect(warmUpAllowance(0, 0)).toBe(Infinity);
    expect(hold({ firstLinkedAt: days(0), sentToday: 19 })).toBeUndefined();
    expect(hold({ firstLinkedAt: days(0), sentToday: 20 })).toEqual({ code: 'send.held.warm-up', until: tomorrow });
    expect(hold({ firstLinkedAt: days(1), sentToday: 20 })).toBeUndefined();
  });

  it('to somebody who never wrote waits for tomorrow after so many of them', () => {
    const held = { code: 'send.held.first-contacts', until: tomorrow };
    expect(hold({ firstContact: true, firstContactsToday: 3 })).toEqual(held);
    expect(hold({ firstContact: true, firstContactsToday: 2 })).toBeUndefined();
  });

  it('keeps a gap to the one before, of a length that nobody can foresee', () => {
    const nextAt = nextOutreach(now, 0.5, limits);
    expect(nextAt).toEqual(new Date(Number(now) + 7_000));
    expect(hold({ nextAt })).toEqual({ code: 'send.held.gap', until: nextAt });
    expect(hold({ nextAt: now })).toBeUndefined();
    expect([0, 1].map((random) => Number(nextOutreach(now, random, limits)) - Number(now))).toEqual([4_000, 10_000]);
  });
});
