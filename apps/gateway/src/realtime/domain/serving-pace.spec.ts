import { describe, expect, it } from 'vitest';
import { ServingPace } from './serving-pace.js';

const paceOf = (frames: number, milliseconds: number): ServingPace => {
  const pace = new ServingPace({ least: 5, most: 250, share: 0.25 });
  pace.record(frames, milliseconds);
  return pace;
};

describe('ServingPace', () => {
  it('grows with the sockets and with what a frame costs, so that all of them take their share of the time', () => {
    expect(paceOf(100, 2).gap(1_000)).toBe(80);
    expect(paceOf(100, 2).gap(500)).toBe(40);
    expect(paceOf(100, 4).gap(1_000)).toBe(160);
  });

  it('stays within its limits', () => {
    expect(paceOf(100, 2).gap(10)).toBe(5);
    expect(paceOf(100, 2).gap(100_000)).toBe(250);
    expect(new ServingPace({ least: 5, most: 250, share: 0.25 }).gap(1_000)).toBe(5);
  });

  it('forgets what frames used to cost', () => {
    const pace = paceOf(100, 20);
    for (let time = 0; time < 100; time += 1) pace.record(100, 2);
    expect(pace.gap(1_000)).toBeCloseTo(80, 1);
  });
});
