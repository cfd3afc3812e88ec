import { describe, expect, it } from 'vitest';
import { Suspects } from './suspects.js';

describe('Suspects', () => {
  it('sets a record aside that failed alone three times while others were confirmed', () => {
    const suspects = new Suspects();
    suspects.add('poison', 10);
    expect([11, 12, 13].map((confirmations) => suspects.strike('poison', confirmations))).toEqual([false, false, true]);
  });

  it('never sets a record aside while the broker confirms nothing', () => {
    const suspects = new Suspects();
    suspects.add('innocent', 10);
    for (let time = 0; time < 100; time += 1) expect(suspects.strike('innocent', 10)).toBe(false);
  });

  it('tries one that failed after the others', () => {
    const suspects = new Suspects();
    for (const name of ['a', 'b', 'c']) suspects.add(name, 0);
    suspects.strike('a', 1);
    suspects.clear('c');
    expect(suspects.names()).toEqual(['b', 'a']);
  });
});
