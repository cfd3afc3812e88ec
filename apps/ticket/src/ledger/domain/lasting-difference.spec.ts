import type { LedgerHour } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { lastingDifference } from './lasting-difference.js';

const hour = (at: string, received: number, sent: number): LedgerHour =>
  ({ numberId: 'n', hour: at, received: { difference: received }, sent: { difference: sent } }) as LedgerHour;

describe('lastingDifference', () => {
  it('counts hours that have been over for ten minutes, and nothing makes up for anything', () => {
    const hours = [hour('2026-06-15T12:00:00.000Z', 5, 0), hour('2026-06-15T11:00:00.000Z', 2, -1)];
    expect(lastingDifference(hours, new Date('2026-06-15T12:09:59Z'))).toBe(0);
    expect(lastingDifference(hours, new Date('2026-06-15T12:10:00Z'))).toBe(3);
    expect(lastingDifference(hours, new Date('2026-06-15T13:10:00Z'))).toBe(8);
    expect(lastingDifference([], new Date())).toBe(0);
  });
});
