import { describe, expect, it } from 'vitest';
import { BatchCollector } from './batch-collector.js';

describe('BatchCollector', () => {
  it('has nothing before anything arrives', () => {
    const collector = new BatchCollector<number>({ size: 3, milliseconds: 10 });
    expect(collector.readyAt(0)).toBeUndefined();
    expect(collector.take(1_000)).toEqual([]);
  });

  it('is ready at once when full, and keeps what is too much', () => {
    const collector = new BatchCollector<number>({ size: 2, milliseconds: 10 });
    for (const item of [1, 2, 3]) collector.add(item, 0);
    expect(collector.take(0)).toEqual([1, 2]);
    expect(collector.take(9)).toEqual([]);
    expect(collector.take(10)).toEqual([3]);
  });

  it('is ready when the first has waited, whenever the others came', () => {
    const collector = new BatchCollector<number>({ size: 10, milliseconds: 5 });
    collector.add(1, 100);
    collector.add(2, 104);
    expect(collector.readyAt(104)).toBe(105);
    expect(collector.take(104)).toEqual([]);
    expect(collector.take(105)).toEqual([1, 2]);
    expect(collector.readyAt(105)).toBeUndefined();
  });

  it('keeps batches apart, but for full ones and after a pause', () => {
    const collector = new BatchCollector<number>({ size: 3, milliseconds: 1, apart: 20 });
    collector.add(1, 100);
    expect(collector.take(101)).toEqual([1]);
    collector.add(2, 102);
    expect(collector.take(120)).toEqual([]);
    expect(collector.readyAt(120)).toBe(121);
    collector.add(3, 120);
    expect(collector.take(121)).toEqual([2, 3]);
    for (const item of [4, 5, 6]) collector.add(item, 122);
    expect(collector.take(122)).toEqual([4, 5, 6]);
    collector.add(7, 500);
    expect(collector.readyAt(500)).toBe(501);
  });

  it('rests as long as the last batch took, but for a full one, and never long', () => {
    const collector = new BatchCollector<number>({ size: 3, milliseconds: 1, rest: 1 });
    collector.add(1, 100);
    expect(collector.take(101)).toEqual([1]);
    collector.add(2, 105);
    collector.handled(101, 131);
    expect(collector.readyAt(131)).toBe(161);
    for (const item of [3, 4]) collector.add(item, 140);
    expect(collector.take(140)).toEqual([2, 3, 4]);
    collector.handled(140, 9_000);
    collector.add(5, 9_000);
    expect(collector.readyAt(9_000)).toBe(9_100);
    collector.add(6, 9_500);
    expect(collector.take(9_500)).toEqual([5, 6]);
  });

  it('takes fewer of what weighs more, and at least one', () => {
    const collector = new BatchCollector<number>({ size: 10, milliseconds: 5, weigh: (item) => item });
    for (const item of [4, 6, 1]) collector.add(item, 0);
    expect(collector.take(0)).toEqual([4, 6]);
    expect(collector.take(4)).toEqual([]);
    expect(collector.take(5)).toEqual([1]);
    for (const item of [99, 1]) collector.add(item, 6);
    expect(collector.take(6)).toEqual([99]);
    expect(collector.take(6)).toEqual([]);
    expect(collector.readyAt(6)).toBe(11);
  });

  it('forgets everything when its channel is gone', () => {
    const collector = new BatchCollector<number>({ size: 1, milliseconds: 0 });
    collector.add(1, 0);
    collector.clear();
    expect(collector.take(1)).toEqual([]);
  });
});
