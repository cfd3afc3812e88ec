import { describe, expect, it } from 'vitest';
import { ConfirmWindow } from './confirm-window.js';

const accepted = { multiple: false, accepted: true };
const acceptedUpTo = { multiple: true, accepted: true };

function aWindow(count: number, limit = 100): { window: ConfirmWindow; outcomes: Promise<string>[] } {
  const window = new ConfirmWindow(limit);
  const outcomes = Array.from({ length: count }, (_, index) => window.add(`m${index + 1}`, 0, 1_000));
  return { window, outcomes };
}

describe('ConfirmWindow', () => {
  it('settles one or all up to a number', async () => {
    const { window, outcomes } = aWindow(4);
    window.answer(3, accepted, 1);
    window.answer(2, acceptedUpTo, 1);
    expect(await Promise.all(outcomes.slice(0, 3))).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(window.outstanding).toBe(1);
    window.answer(4, { multiple: false, accepted: false }, 1);
    expect(await outcomes[3]).toBe('nacked');
  });

  it('tells a returned message from its confirmation', async () => {
    const { window, outcomes } = aWindow(3);
    window.returned('m2');
    window.answer(3, acceptedUpTo, 1);
    expect(await Promise.all(outcomes)).toEqual(['confirmed', 'returned', 'confirmed']);
  });

  it('takes the older of two publishes with the same id as the returned one', async () => {
    const window = new ConfirmWindow(10);
    const outcomes = [window.add('same', 0, 100), window.add('same', 0, 100)];
    window.returned('same');
    window.answer(2, acceptedUpTo, 1);
    expect(await Promise.all(outcomes)).toEqual(['returned', 'confirmed']);
  });

  it('gives up at the deadline, and still counts the late answer for the right one', async () => {
    const window = new ConfirmWindow(10);
    const early = window.add('early', 0, 100);
    const late = window.add('late', 0, 500);
    window.expire(100);
    expect(await early).toBe('unknown');
    expect(window.outstanding).toBe(1);
    window.answer(1, accepted, 200);
    window.answer(2, accepted, 200);
    expect(await late).toBe('confirmed');
  });

  it('is full until the broker has answered, even when nobody waits any more', () => {
    const { window } = aWindow(2, 2);
    window.expire(2_000);
    expect(window.isFull).toBe(true);
    window.answer(2, acceptedUpTo, 1);
    expect(window.isFull).toBe(false);
  });

  it('leaves everybody without an answer when the channel is gone', async () => {
    const { window, outcomes } = aWindow(2);
    window.answer(1, accepted, 1);
    window.abandon();
    expect(await Promise.all(outcomes)).toEqual(['confirmed', 'unknown']);
  });
});
