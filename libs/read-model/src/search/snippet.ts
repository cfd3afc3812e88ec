import type { TextPart } from '@bkcrm/contracts';
import { foldText, isHit } from './search-words.js';
import type { SearchWords } from './search-words.js';

/** Characters that stand before the first hit, and all in all. */
const lead = 40;
const longest = 180;
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

/** The part of a text around the first hit, in pieces. */
export function snippetOf(text: string, search: SearchWords): TextPart[] {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const hits = [...line.matchAll(wordPattern)].filter(([word]) =>
    foldText(word)
      .split(' ')
      .some((folded) => isHit(search, folded)),
  );
  const from = beginningOf(line, hits[0]?.index ?? 0);
  const to = endOf(line, from + longest);
  const parts: TextPart[] = [];
  const add = (piece: string, hit: boolean): void => {
    if (piece !== '') parts.push({ text: piece, hit });
  };
  let done = from;
  for (const { 0: word, index } of hits) {
    if (index + word.length > to) break;
    add(`${done === from && from > 0 ? '…' : ''}${line.slice(done, index)}`, false);
    add(word, true);
    done = index + word.length;
  }
  add(`${done === from && from > 0 ? '…' : ''}${line.slice(done, to)}${to < line.length ? '…' : ''}`, false);
  return parts;
}

/** At a word's beginning, some way before the hit. */
function beginningOf(line: string, hit: number): number {
  if (hit <= lead) return 0;
  const space = line.indexOf(' ', hit - lead);
  return space < 0 || space >= hit ? hit : space + 1;
}

/** Behind a word: never inside of a character. */
function endOf(line: string, wanted: number): number {
  if (wanted >= line.length) return line.length;
  const space = line.lastIndexOf(' ', wanted);
  return space > wanted - longest / 2 ? space : line.length;
}
