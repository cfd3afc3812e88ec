import { describe, expect, it } from 'vitest';
import { RateSearch } from './rate-search.js';

function searched(start: number, holds: (rate: number, trial: number) => boolean): { best: number; trials: number } {
  const search = new RateSearch(start);
  let trials = 0;
  for (let rate = search.next; rate !== undefined && trials < 100; rate = search.next) {
    trials += 1;
    search.record(holds(rate, trials));
  }
  return { best: search.best, trials };
}

describe('RateSearch', () => {
  it.each([300, 1_000, 4_000])('finds what holds, wherever it starts (%d)', (start) => {
    const { best, trials } = searched(start, (rate) => rate <= 2_345);
    expect(best).toBeGreaterThan(2_345 / 1.07);
    expect(best).toBeLessThanOrEqual(2_345);
    expect(trials).toBeLessThan(25);
  });

  it('is not misled by a single failure', () => {
    expect(searched(500, (rate, trial) => trial !== 1 && rate <= 1_000).best).toBeGreaterThan(930);
  });

  it('ends when nothing holds', () => {
    expect(searched(500, () => false).best).toBe(0);
  });
});
