import { describe, expect, it } from 'vitest';
import { setSuspectsApart } from './suspects.js';

const delivered = (name: string, count?: number) => ({
  name,
  message: { properties: count === undefined ? {} : { headers: { 'x-delivery-count': count } } },
});
const names = (parts: { name: string }[][]): string[][] => parts.map((part) => part.map(({ name }) => name));

describe('setSuspectsApart', () => {
  it('leaves a batch without suspects in one piece', () => {
    expect(names(setSuspectsApart([delivered('a'), delivered('b', 2)]))).toEqual([['a', 'b']]);
  });

  it('puts each suspect alone, after the others, in an order left to chance', () => {
    const chance = [0.9, 0.1, 0.5];
    const batch = [delivered('a', 3), delivered('b'), delivered('c', 7), delivered('d', 4)];
    expect(names(setSuspectsApart(batch, () => chance.shift() ?? 0))).toEqual([['b'], ['c'], ['d'], ['a']]);
  });
});
