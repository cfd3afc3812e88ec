import { describe, expect, it } from 'vitest';
import { limitHeaders } from './limit-headers.js';

const rate = { perSecond: 10, burst: 20 };

describe('limitHeaders', () => {
  it.each([
    ['a full bucket', { isAllowed: true, remaining: 20, retryAfterMs: 0 }, '"agent";r=20;t=0'],
    ['half a bucket', { isAllowed: true, remaining: 9, retryAfterMs: 0 }, '"agent";r=9;t=2'],
    ['an empty bucket', { isAllowed: false, remaining: 0, retryAfterMs: 40 }, '"agent";r=0;t=1'],
  ])('of %s', (_what, taken, ratelimit) => {
    expect(limitHeaders('agent', rate, taken)).toEqual({ 'ratelimit-policy': '"agent";q=20;w=2', ratelimit });
  });
});
