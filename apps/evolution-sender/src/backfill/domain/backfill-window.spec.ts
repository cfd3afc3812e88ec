import { describe, expect, it } from 'vitest';
import { backfillSince } from './backfill-window.js';
import type { BackfillMarks } from './backfill-window.js';

const now = new Date('2026-11-25T12:00:00Z');
const ago = (minutes: number): Date => new Date(Number(now) - minutes * 60_000);
const since = (marks: Partial<BackfillMarks>): Date =>
  backfillSince(
    { adoptedAt: ago(1_000), backfilledUntil: null, gapSince: null, gapUntil: null, backfillFrom: null, ...marks },
    now,
  );

describe('backfillSince', () => {
  it('overlaps what was handed over before', () => {
    expect(since({ backfilledUntil: ago(10) })).toEqual(ago(15));
  });

  it('starts with the adoption, and never goes back before it', () => {
    expect(since({ adoptedAt: ago(60) })).toEqual(ago(65));
    expect(since({ backfilledUntil: ago(90), adoptedAt: ago(60) })).toEqual(ago(65));
  });

  it('looks back a week at most', () => {
    expect(since({ backfilledUntil: ago(30 * 1_440), adoptedAt: ago(60 * 1_440) })).toEqual(ago(7 * 1_440));
  });

  it('goes back to the beginning of a gap, for as long as something may still come late', () => {
    expect(since({ backfilledUntil: ago(5), gapSince: ago(200), gapUntil: ago(-1) })).toEqual(ago(205));
    expect(since({ backfilledUntil: ago(5), gapSince: ago(200), gapUntil: ago(1) })).toEqual(ago(10));
  });

  it('goes back as far as somebody orders', () => {
    expect(since({ backfilledUntil: ago(5), backfillFrom: ago(50_000) })).toEqual(ago(50_000));
    expect(since({ backfilledUntil: ago(90), backfillFrom: ago(5) })).toEqual(ago(95));
  });
});
