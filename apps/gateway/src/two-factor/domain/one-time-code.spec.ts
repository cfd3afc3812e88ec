import { Secret } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { newSeed, otpauthUri, stepOfCode } from './one-time-code.js';

/** Of RFC 6238, appendix B: the last six digits of its eight. */
const seed = Secret.fromLatin1('12345678901234567890').base32;
const at = (seconds: number): Date => new Date(seconds * 1_000);

describe('one-time codes', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at %i s: %s', (seconds, code) => {
    expect(stepOfCode(seed, code, at(seconds), null)).toBe(Math.floor(seconds / 30));
  });

  it('are good a step before and after, no longer', () => {
    // The last second of its step.
    const [code, second] = ['081804', 1111111109];
    const good = [-60, -59, 0, 30, 31].map((shift) => stepOfCode(seed, code, at(second + shift), null) !== undefined);
    expect(good).toEqual([false, true, true, true, false]);
  });

  it('are good once', () => {
    const step = stepOfCode(seed, '287082', at(59), null) ?? 0;
    expect(stepOfCode(seed, '287082', at(60), step)).toBeUndefined();
    expect(stepOfCode(seed, '287082', at(60), step - 1)).toBe(step);
  });

  it.each(['', '28708', '2870822', '28 082', 'abcdef', '０００００0'])('%j is none', (code) => {
    expect(stepOfCode(seed, code, at(59), null)).toBeUndefined();
  });

  it('have seeds of their own, which an app can read', () => {
    expect(newSeed()).not.toBe(newSeed());
    expect(otpauthUri(seed, 'ana@example.com')).toContain(`secret=${seed}`);
  });
});
