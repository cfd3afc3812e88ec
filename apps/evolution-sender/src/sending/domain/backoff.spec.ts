import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.js';

describe('backoff', () => {
  it('doubles up to a minute, half of it at random', () => {
    expect([1, 2, 3, 4, 5, 6, 100].map((attempt) => backoff(attempt, 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
    expect(backoff(100, 0.999)).toBeLessThanOrEqual(60_000);
  });
});
