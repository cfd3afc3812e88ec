import { expect, it } from 'vitest';
import { monthsBefore } from './months-before.js';

it.each([
  ['2026-11-25T12:00:00.000Z', 12, '2025-11-25T12:00:00.000Z'],
  ['2026-01-15T00:00:00.000Z', 1, '2025-12-15T00:00:00.000Z'],
  ['2026-03-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
])('before %s, %i months are since %s', (now, months, expected) => {
  expect(monthsBefore(new Date(now), months).toISOString()).toBe(expected);
});
