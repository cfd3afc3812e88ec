import { describe, expect, it } from 'vitest';
import { Pace } from './pace.js';

const limits = { least: 5, most: 200, rest: 4 };

function afterPassOf(length: number): number {
  const pace = new Pace(limits);
  pace.passed(1_000, 1_000 + length);
  return pace.waitAt(1_000 + length);
}

describe('Pace', () => {
  it('lets the first pass begin at once', () => {
    expect(new Pace(limits).waitAt(0)).toBe(0);
  });

  it('rests the longer the longer a pass took', () => {
    expect([3, 10, 40].map(afterPassOf)).toEqual([12, 40, 160]);
  });

  it('rests neither less nor more than its limits', () => {
    expect([0, 1, 60, 5_000].map(afterPassOf)).toEqual([5, 5, 200, 200]);
  });

  it('counts the rest from the end of the pass', () => {
    const pace = new Pace(limits);
    pace.passed(1_000, 1_010);
    expect([1_010, 1_030, 1_050, 1_060].map((now) => pace.waitAt(now))).toEqual([40, 20, 0, 0]);
  });
});
