import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.js';

const taken = (allowance: Allowance, times: number, now: number): number =>
  Array.from({ length: times }, () => allowance.take(now)).filter(Boolean).length;

describe('Allowance', () => {
  it('gives as many as may be at once, and then only what time brings back', () => {
    const allowance = new Allowance(5, 2);
    expect(taken(allowance, 10, 1_000)).toBe(5);
    expect(taken(allowance, 10, 1_400)).toBe(0);
    expect(taken(allowance, 10, 2_000)).toBe(2);
  });

  it('saves up no more than may be at once', () => {
    const allowance = new Allowance(5, 2);
    expect(taken(allowance, 10, 1_000_000)).toBe(5);
  });
});
