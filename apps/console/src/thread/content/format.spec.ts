import { describe, expect, it } from 'vitest';
import { formatBytes, formatMoney, formatSeconds, waveBars } from './format.js';

describe('what contents show', () => {
  it('writes playing times, sizes and prices', () => {
    expect(formatSeconds(7.4)).toBe('0:07');
    expect(formatSeconds(125)).toBe('2:05');
    expect(formatBytes(999, 'en')).toBe('999 B');
    expect(formatBytes(2_345_678, 'en')).toBe('2.3 MB');
    expect(formatMoney(129_900, 'BRL', 'pt-BR')).toMatch(/^R\$\s129,90$/);
    expect(formatMoney(1_000, 'no such', 'en')).toBe('no such 1.00');
  });

  it('draws a wave with as many bars as there is room for', () => {
    expect(waveBars([0, 100], 4)).toEqual([0.08, 0.08, 1, 1]);
    expect(waveBars(undefined, 3)).toEqual([0.15, 0.15, 0.15]);
  });
});
