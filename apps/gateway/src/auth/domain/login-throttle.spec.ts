import { describe, expect, it } from 'vitest';
import { throttleKeys, waitAfter } from './login-throttle.js';

const at = (milliseconds: number): Date => new Date(1_800_000_000_000 + milliseconds);
const after = (count: number, now = 0, free = 10): number => waitAfter({ count, lastAt: at(0) }, free, at(now));

describe('waitAfter', () => {
  it.each([
    [0, 0],
    [9, 0],
    [10, 1_000],
    [11, 2_000],
    [14, 16_000],
    [40, 60_000],
  ])('%i failures lets the next attempt wait %i ms', (failures, wait) => {
    expect(after(failures)).toBe(wait);
  });

  it('lets the next attempt through when the wait is over, and forgets after a quarter of an hour', () => {
    expect([after(11, 1_999), after(11, 2_000), after(40, 16 * 60_000)]).toEqual([1, 0, 0]);
    expect(waitAfter(undefined, 10, at(0))).toBe(0);
  });
});

describe('throttleKeys', () => {
  it('tell accounts and addresses apart, however an account is written', () => {
    const [ana, rui] = [throttleKeys('Ana@example.com', '10.0.0.1'), throttleKeys('rui@example.com', '10.0.0.1')];
    expect(throttleKeys('ana@example.com', '10.0.0.1')).toEqual(ana);
    expect(rui.address).toEqual(ana.address);
    expect(new Set([ana, rui].flatMap((keys) => Object.values(keys).map(({ key }) => key))).size).toBe(5);
  });
});
