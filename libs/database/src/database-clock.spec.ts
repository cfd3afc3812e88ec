import { afterEach, describe, expect, it, vi } from 'vitest';
import { DatabaseClock } from './database-clock.js';

/** Only the machine's clock and the steady one stand still. */
function setTime(machine: string, steady: number): void {
  vi.useFakeTimers({ now: new Date(machine), toFake: ['Date'] });
  vi.spyOn(performance, 'now').mockReturnValue(steady);
}

describe('DatabaseClock', () => {
  afterEach(() => void vi.useRealTimers());

  it('is the machine’s until the database has said its own', () => {
    setTime('2026-01-01T12:00:00Z', 5_000);
    expect(new DatabaseClock().now()).toEqual(new Date('2026-01-01T12:00:00Z'));
  });

  it('goes on from the middle of the question, whatever becomes of the machine’s clock', () => {
    setTime('2026-01-01T12:00:00Z', 5_000);
    const clock = new DatabaseClock();
    clock.read(new Date('2026-01-01T11:00:00.000Z'), 5_000, 5_200);
    setTime('2026-01-01T13:00:00Z', 6_100);
    expect(clock.now()).toEqual(new Date('2026-01-01T11:00:01.000Z'));
  });

  it('believes a slow answer only when the last good one is long ago', () => {
    setTime('2026-01-01T12:00:00Z', 0);
    const clock = new DatabaseClock();
    clock.read(new Date('2026-01-01T11:00:00Z'), 0, 2);
    clock.read(new Date('2026-01-01T11:00:09Z'), 5_000, 15_000);
    setTime('2026-01-01T12:00:00Z', 15_001);
    expect(clock.now()).toEqual(new Date('2026-01-01T11:00:15Z'));
    // A steady clock that is a second wrong after a quarter of an hour is put right by an answer that took one.
    clock.read(new Date('2026-01-01T11:20:01Z'), 1_199_500, 1_200_500);
    setTime('2026-01-01T12:00:00Z', 1_200_000);
    expect(clock.now()).toEqual(new Date('2026-01-01T11:20:01Z'));
  });
});
