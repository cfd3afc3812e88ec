import { describe, expect, it } from 'vitest';
import { BatchCollector } from './batch-collector.js';

describe('BatchCollector', () => {
  it('has nothing before anything arrives', () => {
    const collector = new BatchCollector<number>(3, 10);
    expect(collector.readyAt(0)).toBeUndefined();
    expect(collector.take(1_000)).toEqual([]);
  });

  it('is ready at once when full, and keeps what is too much', () => {
    const collector = new BatchCollector<number>(2, 10);
    for (const item of [1, 2, 3]) collector.add(item, 0);
    expect(collector.take(0)).toEqual([1, 2]);
    expect(collector.take(9)).toEqual([]);
    expect(collector.take(10)).toEqual([3]);
  });

  it('is ready when the first has waited, whenever the others came', () => {
    const collector = new BatchCollector<number>(10, 5);
    collector.add(1, 100);
    collector.add(2, 104);
    expect(collector.readyAt(104)).toBe(105);
    expect(collector.take(104)).toEqual([]);
    expect(collector.take(105)).toEqual([1, 2]);
    expect(collector.readyAt(105)).toBeUndefined();
  });

  it('forgets everything when its channel is gone', () => {
    const collector = new BatchCollector<number>(1, 0);
    collector.add(1, 0);
    collector.clear();
    expect(collector.take(1)).toEqual([]);
  });
});
