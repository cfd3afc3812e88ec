/** As `search_fold` of the database does it: what is folded here is found there. */
const marks = /[\u0300-\u0304\u0306-\u030C\u031B\u0323\u0327\u0328]/g;
const between = /[^0-9A-Za-z\u00B5-\u1FFF\u2C00-\u2DFF\u3005-\uD7FF\uF900-\uFDFF\uFE70-\uFEFE]+/gu;
const letter = /[\p{L}\p{N}]/u;
/** A single letter begins half of all words. */
const shortestBeginning = 2;
const mostWords = 12;

/** What somebody looks for, read from what they typed. */
export interface SearchWords {
  /** Without accents and case. */
  words: string[];
  /** The digits, when nothing else was typed: a phone or a part of one. */
  phone: string | null;
}

/** Without accents, case and punctuation. */
export function foldText(text: string): string {
  return text.normalize('NFKD').replace(marks, '').replace(between, ' ').toLowerCase().trim();
}

/** Undefined when there is nothing to look for: no word of two letters or digits. */
export function readSearch(typed: string): SearchWords | undefined {
  const words = [...new Set(foldText(typed).split(' '))].filter((word) => letter.test(word)).slice(0, mostWords);
  if (!words.some((word) => word.length >= shortestBeginning)) return undefined;
  const isPhone = /^[\d\s()+./-]+$/.test(typed);
  return { words, phone: isPhone ? words.join('') : null };
}

/** For `to_tsquery`: all of the words, of which the last is still being typed. */
export function toQuery({ words }: SearchWords): string {
  return words.map((word, index) => quoted(word, index === words.length - 1)).join(' & ');
}

/** The same of a contact, whose phone is one word however it is typed. */
export function toContactQuery(search: SearchWords): string {
  return search.phone === null ? toQuery(search) : quoted(search.phone, true);
}

/** Whether a word of a text is what was looked for. */
export function isHit({ words }: SearchWords, folded: string): boolean {
  return words.some(
    (word, index) => folded === word || (isOpen(word, index === words.length - 1) && folded.startsWith(word)),
  );
}

/** Whether a word may go on. */
const isOpen = (word: string, isLast: boolean): boolean => isLast && word.length >= shortestBeginning;

/** Folded words have nothing in them that would have to be escaped. */
const quoted = (word: string, isLast: boolean): string => `'${word}'${isOpen(word, isLast) ? ':*' : ''}`;
