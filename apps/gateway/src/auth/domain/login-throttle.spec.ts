import { describe, expect, it } from 'vitest';
import { LoginThrottle } from './login-throttle.js';

const keys = ['ana@example.com 10.0.0.1'];

function afterFailures(count: number): LoginThrottle {
  const throttle = new LoginThrottle();
  for (let index = 0; index < count; index += 1) throttle.failed(keys, 0);
  return throttle;
}

describe('LoginThrottle', () => {
  it.each([
    [0, 0],
    [9, 0],
    [10, 1_000],
    [11, 2_000],
    [14, 16_000],
    [40, 60_000],
  ])('after %i failures the next attempt waits %i ms', (failures, wait) => {
    expect(afterFailures(failures).waitFor(keys, 0)).toBe(wait);
  });

  it('lets the next attempt through when the wait is over', () => {
    expect(afterFailures(11).waitFor(keys, 2_000)).toBe(0);
  });

  it('forgets failures after a success, and after a quarter of an hour', () => {
    const throttle = afterFailures(14);
    expect(throttle.waitFor(keys, 16 * 60_000)).toBe(0);
    throttle.succeeded(keys);
    expect(throttle.waitFor(keys, 0)).toBe(0);
  });

  it('does not make one account wait for the failures of another', () => {
    expect(afterFailures(14).waitFor(['rui@example.com 10.0.0.1'], 0)).toBe(0);
  });

  it('remembers no more keys than it may', () => {
    const throttle = new LoginThrottle(2);
    for (let index = 0; index < 14; index += 1) throttle.failed(keys, 0);
    throttle.failed(['b'], 0);
    throttle.failed(['c'], 0);
    expect(throttle.waitFor(keys, 0)).toBe(0);
  });
});
