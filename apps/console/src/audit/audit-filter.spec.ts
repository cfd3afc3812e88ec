import { describe, expect, it } from 'vitest';
import { auditFilter } from './audit-filter.js';

const nothing = { act: '', actorId: '', from: '', to: '' };

describe('auditFilter', () => {
  it('says nothing about what was not chosen', () => {
    expect(auditFilter(nothing)).toEqual({});
    expect(auditFilter({ ...nothing, act: 'login.failed' })).toEqual({ act: 'login.failed' });
  });

  it('includes both days, whole', () => {
    const { from, before } = auditFilter({ ...nothing, from: '2026-01-31', to: '2026-01-31' });
    expect(new Date(from ?? '').toString()).toContain('Jan 31 2026 00:00:00');
    expect(new Date(before ?? '').toString()).toContain('Feb 01 2026 00:00:00');
  });
});
