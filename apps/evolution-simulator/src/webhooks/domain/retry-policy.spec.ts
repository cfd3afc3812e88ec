import { describe, expect, it } from 'vitest';
import { isFinalStatus, requestTimeoutAt, retryDelay } from './retry-policy.js';

describe('retryDelay', () => {
  it('doubles from five seconds to five minutes', () => {
    const delays = Array.from({ length: 9 }, (_, index) => retryDelay(index + 1, 0.5) / 1_000);
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('spreads by a fifth, but never below five seconds', () => {
    expect(retryDelay(4, 0)).toBe(32_000);
    expect(retryDelay(4, 1)).toBe(48_000);
    expect(retryDelay(1, 0)).toBe(5_000);
  });
});

it('gives up at once only after the five statuses', () => {
  const all = Array.from({ length: 600 }, (_, status) => status);
  expect(all.filter(isFinalStatus)).toEqual([400, 401, 403, 404, 422]);
});

it('waits a minute for an answer, in fast time less but never nothing', () => {
  expect(requestTimeoutAt(1)).toBe(60_000);
  expect(requestTimeoutAt(1_000)).toBe(5_000);
});
