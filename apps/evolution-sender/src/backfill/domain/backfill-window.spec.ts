import { describe, expect, it } from 'vitest';
import { backfillSince } from './backfill-window.js';

const now = new Date('2026-11-25T12:00:00Z');
const ago = (minutes: number): Date => new Date(Number(now) - minutes * 60_000);

describe('backfillSince', () => {
  it('overlaps what was handed over before', () => {
    expect(backfillSince({ backfilledUntil: ago(10), adoptedAt: ago(1_000) }, now)).toEqual(ago(15));
  });

  it('starts with the adoption, and never goes back before it', () => {
    expect(backfillSince({ backfilledUntil: null, adoptedAt: ago(60) }, now)).toEqual(ago(65));
    expect(backfillSince({ backfilledUntil: ago(90), adoptedAt: ago(60) }, now)).toEqual(ago(65));
  });

  it('looks back a week at most', () => {
    expect(backfillSince({ backfilledUntil: ago(30 * 1_440), adoptedAt: ago(60 * 1_440) }, now)).toEqual(
      ago(7 * 1_440),
    );
  });
});
