import { describe, expect, it } from 'vitest';
import { localInput, suggestedTimes } from './suggested-times.js';

const shown = (now: Date): string[] => suggestedTimes(now).map(localInput);

describe('suggestedTimes', () => {
  it('are in an hour, tomorrow morning and Monday morning', () => {
    expect(shown(new Date(2026, 10, 25, 16, 2))).toEqual(['2026-11-25T17:05', '2026-11-26T09:00', '2026-11-30T09:00']);
  });

  it('do not name one time twice', () => {
    expect(shown(new Date(2026, 10, 29, 10, 0))).toEqual(['2026-11-29T11:00', '2026-11-30T09:00']);
    expect(shown(new Date(2026, 10, 30, 8, 0))).toEqual(['2026-11-30T09:00', '2026-12-01T09:00', '2026-12-07T09:00']);
  });
});
