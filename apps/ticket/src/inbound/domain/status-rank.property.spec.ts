import { assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeStatus, statusRank } from './status-rank.js';

const statuses = constantFrom(
  'scheduled',
  'queued',
  'sending',
  'unknown',
  'cancelled',
  'expired',
  'sent',
  'failed',
  'delivered',
  'read',
  'played',
);

describe('two reports of a status', () => {
  it('merge alike in any order and grouping, and a repeated one changes nothing', () => {
    assert(
      property(statuses, statuses, statuses, (one, other, third) => {
        expect(mergeStatus(one, other)).toBe(mergeStatus(other, one));
        expect(mergeStatus(mergeStatus(one, other), third)).toBe(mergeStatus(one, mergeStatus(other, third)));
        expect(mergeStatus(one, one)).toBe(one);
      }),
    );
  });

  it('never fall', () => {
    assert(
      property(statuses, statuses, (one, other) => {
        expect(statusRank(mergeStatus(one, other))).toBe(Math.max(statusRank(one), statusRank(other)));
      }),
    );
  });
});
