import { describe, expect, it } from 'vitest';
import { isSessionOpen, judgeRefresh, sessionEndsAt } from './session-life.js';

const at = (seconds: number): Date => new Date(1_790_000_000_000 + seconds * 1_000);
const day = 86_400;
const session = {
  createdAt: at(0),
  rotatedAt: at(0),
  endedAt: null,
  fingerprint: 'b',
  previousFingerprint: 'a',
  confirmedAt: at(0),
};

describe('a session', () => {
  it('ends a week after its last refresh, and a month after its login whatever happens', () => {
    expect(sessionEndsAt(session)).toEqual(at(7 * day));
    expect(sessionEndsAt({ ...session, rotatedAt: at(29 * day) })).toEqual(at(30 * day));
    expect(isSessionOpen(session, at(7 * day - 1))).toBe(true);
    expect(isSessionOpen(session, at(7 * day))).toBe(false);
    expect(isSessionOpen({ ...session, endedAt: at(1) }, at(2))).toBe(false);
  });

  it.each([
    ['the current token, at once', 'b', 0, 'keep'],
    ['the current token, in the end of its grace', 'b', 30, 'keep'],
    ['the current token', 'b', 31, 'rotate'],
    ['the current token after days', 'b', 3 * day, 'rotate'],
    ['the one before, at once', 'a', 0, 'repeat'],
    ['the one before, in the end of its grace', 'a', 30, 'repeat'],
    ['the one before, later', 'a', 31, 'reused'],
    ['an older one', 'z', 0, 'reused'],
    ['any token after the end', 'b', 8 * day, 'closed'],
    ['an older one after the end', 'z', 8 * day, 'closed'],
  ])('%s: %s after %i s is %s', (_what, fingerprint, seconds, verdict) => {
    expect(judgeRefresh(session, fingerprint, at(seconds))).toBe(verdict);
  });

  it('replaces the token of the login at its first use', () => {
    const fresh = { ...session, fingerprint: 'a', previousFingerprint: null };
    expect(judgeRefresh(fresh, 'a', at(0))).toBe('rotate');
  });

  it('repeats, days later, the answer of a refresh that never arrived; not one before that', () => {
    for (const confirmedAt of [null, at(-900)]) {
      const unheard = { ...session, confirmedAt };
      expect(judgeRefresh(unheard, 'a', at(2 * day))).toBe('repeat');
      expect(judgeRefresh(unheard, 'z', at(2 * day))).toBe('reused');
      expect(judgeRefresh(unheard, 'a', at(8 * day))).toBe('closed');
    }
  });
});
