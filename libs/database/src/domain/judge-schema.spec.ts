import { describe, expect, it } from 'vitest';
import { judgeSchema, requiredBy } from './judge-schema.js';

describe('judgeSchema', () => {
  it('wants everything that the release brings', () => {
    const verdict = judgeSchema({ known: ['A1', 'B2'], ran: ['A1'], required: undefined });
    expect(verdict).toMatchObject({ ok: false, missing: ['B2'] });
    expect(judgeSchema({ known: ['A1', 'B2'], ran: ['A1', 'B2'], required: undefined }).ok).toBe(true);
  });

  it('goes on when a later release has added something', () => {
    const verdict = judgeSchema({ known: ['A1'], ran: ['A1', 'B2'], required: undefined });
    expect(verdict).toEqual({ ok: true, missing: [], ahead: ['B2'], beyond: null });
  });

  it('does not go on when a later release has taken away what this one needs', () => {
    const ran = ['A1', 'B2', 'C3'];
    expect(judgeSchema({ known: ['A1'], ran, required: 'B2' })).toMatchObject({ ok: false, beyond: 'B2' });
    expect(judgeSchema({ known: ['A1', 'B2'], ran, required: 'B2' })).toMatchObject({ ok: true, beyond: null });
  });
});

describe('requiredBy', () => {
  it('reads a comment of ours and no other', () => {
    expect(requiredBy('requires AddNotices1766700000000')).toBe('AddNotices1766700000000');
    for (const comment of [null, '', 'standard public schema', 'requires this and that'])
      expect(requiredBy(comment)).toBeUndefined();
  });
});
