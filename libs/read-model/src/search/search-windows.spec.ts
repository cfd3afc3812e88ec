import { expect, it } from 'vitest';
import { weekOf, windowsFrom } from './search-windows.js';

it('go back without a gap or an overlap, each wider, and the last has no end', () => {
  const from = new Date('2026-11-26T10:00:00Z');
  const windows = windowsFrom(from);
  const weeks = windows.flatMap((window) => window.weeks ?? []);
  expect(weeks).toEqual(Array.from({ length: 17 }, (_, index) => weekOf(from) - index));
  for (const { weeks: of, endsAt } of windows.slice(0, -1)) {
    expect(weekOf(endsAt)).toBe(of?.at(-1));
    expect(weekOf(new Date(endsAt.getTime() - 1))).toBe((of?.at(-1) ?? 0) - 1);
  }
  expect(windows.at(-1)?.weeks).toBeNull();
});
