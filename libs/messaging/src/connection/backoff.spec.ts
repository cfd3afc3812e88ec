import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.js';

const waits = (random: () => number): number[] =>
  [0, 1, 2, 3, 100].map((attempt) => backoff(attempt, { initial: 100, maximum: 500, random }));

describe('backoff', () => {
  it('doubles up to its maximum, half of it left to chance', () => {
    expect(waits(() => 0)).toEqual([50, 100, 200, 250, 250]);
    expect(waits(() => 1)).toEqual([100, 200, 400, 500, 500]);
  });
});
