import { describe, expect, it } from 'vitest';
import { beginOfHour, HourOfSends, later, noSends } from './hour-of-sends.js';
import type { MinuteOfSends } from './hour-of-sends.js';

const noon = new Date('2026-11-25T12:00:30Z');
const after = (minutes: number): Date => new Date(Number(noon) + minutes * 60_000);
const sends = (overrides: Partial<MinuteOfSends> = {}): MinuteOfSends => ({
  ...noSends,
  minute: new Date('2026-11-25T12:00:00Z'),
  isFinal: true,
  sent: 1,
  ...overrides,
});

describe('an hour of sends', () => {
  it('keeps what is final, and forgets what may still change', () => {
    const hour = new HourOfSends();
    expect(hour.add([sends({ sent: 3 }), sends({ sent: 2, isFinal: false })], noon)).toMatchObject({ sent: 5 });
    expect(hour.add([sends({ sent: 4 })], after(1))).toMatchObject({ sent: 7 });
  });

  it('adds an acknowledgement that came late to the minute in which its message left', () => {
    const hour = new HourOfSends();
    hour.add([sends({ lastOutAt: noon })], noon);
    const acknowledgement = { acknowledged: 1, acknowledgementSeconds: 600, lastAckAt: after(10) };
    const late = sends({ sent: 0, ...acknowledgement });
    expect(hour.add([late], after(11))).toEqual({ sent: 1, lastOutAt: noon, ...acknowledgement });
    expect(hour.add([], after(60))).toEqual(noSends);
  });

  it('has sixty minutes, whatever comes of earlier ones', () => {
    const hour = new HourOfSends();
    expect(beginOfHour(after(59))).toEqual(new Date('2026-11-25T12:00:00Z'));
    hour.add([sends()], noon);
    expect(hour.add([], after(59))).toMatchObject({ sent: 1 });
    expect(hour.add([], after(60))).toEqual(noSends);
    for (const isFinal of [true, false]) expect(hour.add([sends({ isFinal })], after(60))).toEqual(noSends);
  });

  it('ends with the latest that is known', () => {
    expect(later(null, noon)).toBe(noon);
    expect(later(noon, null)).toBe(noon);
    expect(later(noon, after(1))).toEqual(after(1));
    expect(later(null, null)).toBeNull();
  });
});
