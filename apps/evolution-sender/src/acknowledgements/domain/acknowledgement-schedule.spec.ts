import { expect, it } from 'vitest';
import { firstAckCheck, nextAckCheck } from './acknowledgement-schedule.js';

const now = new Date('2026-11-25T12:00:00Z');
const minutes = (count: number): Date => new Date(Number(now) + count * 60_000);

it('asks about an accepted message after 2, 5, 15 and 60 minutes, and then no more', () => {
  expect(firstAckCheck(now)).toEqual(minutes(2));
  expect([1, 2, 3, 4].map((checks) => nextAckCheck(checks, now))).toEqual([
    minutes(3),
    minutes(10),
    minutes(45),
    undefined,
  ]);
});
