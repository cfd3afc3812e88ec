import { expect, it } from 'vitest';
import { readSearch } from './search-words.js';
import { snippetOf } from './snippet.js';

/** Hits in brackets. */
function snippet(text: string, typed: string): string {
  const search = readSearch(typed);
  if (search === undefined) throw new Error('nothing to look for');
  return snippetOf(text, search)
    .map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
    .join('');
}

it('marks whole words as they were written', () => {
  expect(snippet('Olá! O ORÇAMENTO da\nação ficou pronto.', 'acao orc')).toBe(
    'Olá! O [ORÇAMENTO] da [ação] ficou pronto.',
  );
  expect(snippet('Olá! O ORÇAMENTO da ação', 'orc acao')).toBe('Olá! O ORÇAMENTO da [ação]');
});

it('shows what stands around the first hit of a long text', () => {
  const text = `${'antes '.repeat(50)}palavra ${'depois '.repeat(50)}`;
  expect(snippet(text, 'palavra')).toMatch(/^…(antes ){6}\[palavra\] (depois )+depois…$/);
  expect(snippet(text, 'palavra').length).toBeLessThan(200);
});

it('never cuts a character, and shows the beginning where nothing is marked', () => {
  const emojis = snippet('👍🏽'.repeat(300), 'nada');
  expect(Buffer.from(emojis).toString()).toBe(emojis);
  expect(snippet(`${'x'.repeat(500)} acao`, 'acao')).toBe('…[acao]');
  expect(snippet('', 'acao')).toBe('');
});
