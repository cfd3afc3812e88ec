import { describe, expect, it } from 'vitest';
import { LoginThrottle, throttleKeys } from './login-throttle.js';

const { both, address, account } = throttleKeys('Ana@example.com', '10.0.0.1');
const keys = [both];

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
    expect(afterFailures(14).waitFor([throttleKeys('rui@example.com', '10.0.0.1').both], 0)).toBe(0);
  });

  it('counts for the account whatever the address, and for the address whatever the account', () => {
    const throttle = new LoginThrottle();
    for (let index = 0; index < 60; index += 1) {
      throttle.failed([throttleKeys('ana@example.com', `10.0.0.${index}`).account], 0);
      throttle.failed([throttleKeys(`agent${index}@example.com`, '10.0.0.1').address], 0);
    }
    expect(throttle.waitFor([account], 0)).toBe(60_000);
    expect(throttle.waitFor([address], 0)).toBe(60_000);
    expect(throttle.waitFor([both], 0)).toBe(0);
  });

  it('takes back what an attempt counted that turned out right', () => {
    const throttle = afterFailures(10);
    throttle.forgive(keys);
    expect(throttle.waitFor(keys, 0)).toBe(0);
  });

  it('remembers no more keys than it may', () => {
    const throttle = new LoginThrottle(2);
    for (let index = 0; index < 14; index += 1) throttle.failed(keys, 0);
    throttle.failed([{ key: 'b', free: 1 }], 0);
    throttle.failed([{ key: 'c', free: 1 }], 0);
    expect(throttle.waitFor(keys, 0)).toBe(0);
  });
});
