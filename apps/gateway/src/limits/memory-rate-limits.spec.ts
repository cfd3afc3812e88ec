import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryRateLimits } from './memory-rate-limits.js';

const rate = { perSecond: 10, burst: 20 };
let now: number;
let limits: MemoryRateLimits;

beforeEach(() => {
  now = 1_000_000;
  limits = new MemoryRateLimits({ now: () => new Date(now) }, 3);
});

/** How many of so many attempts get through at this moment. */
async function allowed(attempts: number, key = 'ana'): Promise<number> {
  const taken = await Promise.all(Array.from({ length: attempts }, () => limits.take('agent', key, rate)));
  return taken.filter(({ isAllowed }) => isAllowed).length;
}

describe('MemoryRateLimits', () => {
  it('lets a burst through, then as many as come back', async () => {
    expect(await allowed(30)).toBe(20);
    now += 500;
    expect(await allowed(30)).toBe(5);
    now += 60_000;
    expect(await allowed(30)).toBe(20);
  });

  it('says what is left, and when there is something again', async () => {
    expect(await limits.take('agent', 'ana', rate)).toEqual({ isAllowed: true, remaining: 19, retryAfterMs: 0 });
    await allowed(19);
    expect(await limits.take('agent', 'ana', rate)).toEqual({ isAllowed: false, remaining: 0, retryAfterMs: 100 });
  });

  it('keeps one from using up what is another’s', async () => {
    await allowed(30);
    expect(await allowed(1, 'rui')).toBe(1);
    expect((await limits.take('socket', 'ana', rate)).isAllowed).toBe(true);
  });

  it('keeps no more buckets than it may, and forgets the longest untouched', async () => {
    await allowed(20, 'first');
    for (const key of ['a', 'b', 'c']) await allowed(20, key);
    expect(await allowed(1, 'c')).toBe(0);
    expect(await allowed(1, 'first')).toBe(1);
  });
});
