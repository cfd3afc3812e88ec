import { describe, expect, it } from 'vitest';
import { expectedBetween, hourOf, learnHour } from './traffic-norm.js';

const at = (time: string): Date => new Date(`2026-11-25T${time}:00Z`);

describe('the norm of an hour of the week', () => {
  it('is its first count, and then moves towards each new one', () => {
    const once = learnHour([], at('10:00'), 10);
    expect(once[hourOf(at('10:00'))]).toBe(10);
    expect(learnHour(once, at('10:00'), 20)[hourOf(at('10:30'))]).toBe(13);
    expect(once[hourOf(at('11:00'))]).toBeNull();
  });

  it('says how many messages were to be expected, hour by hour, for one day at most', () => {
    const norm = learnHour(learnHour([], at('10:00'), 10), at('11:00'), 4);
    expect(expectedBetween(norm, at('10:30'), at('11:30'))).toBe(7);
    expect(expectedBetween(norm, at('12:00'), at('13:00'))).toBe(0);
    expect(expectedBetween(norm, new Date('2026-11-01T00:00:00Z'), at('12:00'))).toBe(14);
  });
});
