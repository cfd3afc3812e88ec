import { describe, expect, it } from 'vitest';
import { nextFetch } from './fetch-schedule.js';

const orderedAt = new Date('2026-11-25T12:00:00Z');
const after = (seconds: number): Date => new Date(Number(orderedAt) + seconds * 1000);

describe('nextFetch', () => {
  it('waits longer each time, at most an hour', () => {
    expect(nextFetch(1, orderedAt, orderedAt, 0)).toEqual(after(5));
    expect(nextFetch(3, orderedAt, after(60), 0)).toEqual(after(80));
    expect(nextFetch(40, orderedAt, after(60), 0)).toEqual(after(3_660));
  });

  it('gives up after a week', () => {
    expect(nextFetch(40, orderedAt, after(7 * 86_400 - 1), 0)).toBeDefined();
    expect(nextFetch(40, orderedAt, after(7 * 86_400), 0)).toBeUndefined();
  });
});
