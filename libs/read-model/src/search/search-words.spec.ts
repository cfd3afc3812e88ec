import { describe, expect, it } from 'vitest';
import { foldText, isHit, readSearch, toContactQuery, toQuery } from './search-words.js';
import type { SearchWords } from './search-words.js';

const read = (typed: string): SearchWords => {
  const search = readSearch(typed);
  if (search === undefined) throw new Error(`nothing to look for in ${typed}`);
  return search;
};

describe('foldText', () => {
  it.each([
    ['AÇÃO', 'acao'],
    ['Orçamento: R$1.500,00!', 'orcamento r 1 500 00'],
    // Taken apart already, as some systems name files.
    ['ac\u0327a\u0303o', 'acao'],
    ['ﬁm 👍🏽ok ½', 'fim ok 1 2'],
    ["d'água \\ \u2019 -> “x”", 'd agua x'],
    ['ПРИВЕТ 你好', 'привет 你好'],
  ])('%s is %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});

describe('readSearch', () => {
  it('takes words once, and finds nothing to look for in signs and single letters', () => {
    expect(read('Bom  dia, bom')).toEqual({ words: ['bom', 'dia'], phone: null });
    for (const typed of ['a b c', '?!', '👍👍', "' | &", '\u0335\u0335']) expect(readSearch(typed)).toBeUndefined();
  });

  it('takes digits however they are set apart for a phone', () => {
    expect(read('+55 (11) 98765-4321').phone).toBe('5511987654321');
    expect(read('pedido 42').phone).toBeNull();
  });
});

describe('the query', () => {
  it('wants all words, and takes the last one for a beginning, unless it is a single letter', () => {
    expect(toQuery(read('Bom dia orç'))).toBe(`'bom' & 'dia' & 'orc':*`);
    expect(toQuery(read('linha a'))).toBe(`'linha' & 'a'`);
  });

  it('has nothing in it that was typed as a sign', () => {
    expect(toQuery(read(`x' | '@2891':* & !(yy)`))).toBe(`'x' & '2891' & 'yy':*`);
  });

  it('looks for a phone as one word', () => {
    expect(toContactQuery(read('(11) 98765'))).toBe(`'1198765':*`);
    expect(toContactQuery(read('ana 98765'))).toBe(`'ana' & '98765':*`);
  });
});

it('a word is a hit as the database says', () => {
  const search = read('bom orç');
  expect(['bom', 'orcamento', 'orc'].every((word) => isHit(search, word))).toBe(true);
  expect(['bombom', 'or'].some((word) => isHit(search, word))).toBe(false);
});
