import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ActivityWatch } from './activity-watch.js';

const minutes = (count: number): unknown => vi.advanceTimersByTime(count * 60_000);

describe('the activity of a window', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('ends five minutes after the last input and comes back with the next, each told once', () => {
    const told: boolean[] = [];
    const watch = new ActivityWatch((isActive) => told.push(isActive));
    minutes(4);
    watch.touch();
    minutes(4);
    expect(told).toEqual([]);
    minutes(9);
    expect(told).toEqual([false]);
    watch.touch();
    watch.touch();
    expect(told).toEqual([false, true]);
    watch.stop();
    minutes(9);
    expect(told).toEqual([false, true]);
  });
});
