import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it('grows by half from a second, to ten, and slows down after twenty tries instead of giving up', () => {
    const limits = [0, 1, 2, 5, 6, 19, 20, 1_000].map((attempt) => backoffMs(attempt, () => 1));
    expect(limits).toEqual([1_000, 1_500, 2_250, 7_594, 10_000, 10_000, 60_000, 60_000]);
  });

  it('spreads over the whole of the time', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(2, () => random))).toEqual([0, 563, 1_125]);
  });
});
