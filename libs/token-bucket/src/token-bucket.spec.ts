import { describe, expect, it } from 'vitest';
import { emptyBucket, fullBucket, refill, takeToken, waitForToken } from './token-bucket.js';
import type { BucketLevel } from './token-bucket.js';

const rate = { perSecond: 2, burst: 3 };

/** How many can be taken at a moment, and what is left. */
function drain(level: BucketLevel, now: number): { taken: number; level: BucketLevel } {
  let taken = 0;
  for (let next = takeToken(level, rate, now); next !== undefined; next = takeToken(level, rate, now)) {
    level = next;
    taken += 1;
  }
  return { taken, level };
}

describe('a token bucket', () => {
  it('gives a burst at once, and then what comes back with time', () => {
    const first = drain(fullBucket(rate, 1_000), 1_000);
    expect(first.taken).toBe(3);
    expect(drain(first.level, 1_499).taken).toBe(0);
    const second = drain(first.level, 1_500);
    expect(second.taken).toBe(1);
    expect(drain(second.level, 60_000).taken).toBe(3);
  });

  it('gives nothing for a clock that went back', () => {
    expect(refill({ tokens: 1, at: 5_000 }, rate, 1_000)).toEqual({ tokens: 1, at: 1_000 });
  });

  it('starts empty when its level is not known', () => {
    expect(drain(emptyBucket(0), 0).taken).toBe(0);
  });

  it('says when the next one is there', () => {
    expect(waitForToken({ tokens: 0, at: 0 }, rate, 0)).toBe(500);
    expect(waitForToken({ tokens: 0, at: 0 }, rate, 400)).toBe(100);
    expect(waitForToken({ tokens: 2, at: 0 }, rate, 0)).toBe(0);
  });
});
