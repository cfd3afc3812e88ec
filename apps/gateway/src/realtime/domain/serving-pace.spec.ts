import { describe, expect, it } from 'vitest';
import { ServingPace } from './serving-pace.js';

const limits = { least: 5, most: 250, share: 0.4 };
const second = 1_000;

/** The gap after sockets were served for so long, always taking the part of the time that `load` says of the gap. */
function gapAfter(seconds: number, load: (gap: number) => number, pace = new ServingPace(limits), from = 0): number {
  let gap = pace.gap(from);
  for (let now = from; now < from + seconds * second; now += 20) {
    gap = pace.gap(now);
    pace.record(load(gap) * 20);
  }
  return gap;
}

describe('ServingPace', () => {
  it('leaves every event by itself while serving takes less than its share', () => {
    expect(gapAfter(10, () => 0.35)).toBe(5);
  });

  it('lets frames come together until serving takes its share', () => {
    expect(gapAfter(3, (gap) => 40 / gap)).toBeCloseTo(100, 0);
  });

  it('is there within a second', () => {
    expect(gapAfter(1, (gap) => Math.min(1, 40 / gap))).toBeGreaterThan(50);
  });

  it('stays within its limits, however much there is to do', () => {
    expect(gapAfter(10, () => 1)).toBe(250);
  });

  it('is back when little is left to do', () => {
    const pace = new ServingPace(limits);
    expect(gapAfter(3, () => 1, pace)).toBe(250);
    expect(gapAfter(2, () => 0.01, pace, 3 * second)).toBe(5);
  });

  it('is back at once after a pause', () => {
    const pace = new ServingPace(limits);
    gapAfter(3, () => 1, pace);
    expect(pace.gap(60 * second)).toBe(5);
  });
});
