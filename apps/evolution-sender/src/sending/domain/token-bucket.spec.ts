import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeToken } from './token-bucket.js';
import type { BucketLevel } from './token-bucket.js';

const limits = { rate: 10, burst: 20 };

/** How many tokens can be taken at once. */
function drain(level: BucketLevel | null, now: number): { count: number; level: BucketLevel | null; waitMs: number } {
  for (let count = 0; ; count += 1) {
    const taken = takeToken(level, limits, now);
    if (!taken.taken) return { count, level, waitMs: taken.waitMs };
    level = taken.level;
  }
}

describe('takeToken', () => {
  it('gives a burst, then one every tenth of a second', () => {
    const full = drain(null, 1_000);
    expect(full).toMatchObject({ count: 20, waitMs: 100 });
    expect(drain(full.level, 1_099).count).toBe(0);
    expect(drain(full.level, 1_100).count).toBe(1);
    expect(drain(full.level, 2_000).count).toBe(10);
  });

  it('never holds more than the burst', () => {
    expect(drain({ tokens: 3, at: 0 }, 3_600_000).count).toBe(20);
  });

  it('gives nothing extra when the clock goes back', () => {
    expect(drain({ tokens: 2, at: 5_000 }, 1_000).count).toBe(2);
  });

  it('gives at most burst + rate × time, in whatever steps it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }), (steps) => {
        let [now, count] = [0, 0];
        let level: BucketLevel | null = null;
        for (const step of steps) {
          now += step;
          const drained = drain(level, now);
          level = drained.level;
          count += drained.count;
        }
        expect(count).toBeLessThanOrEqual(limits.burst + (limits.rate * now) / 1_000);
      }),
    );
  });
});
