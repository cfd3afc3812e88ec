/** Longest text of a message, in UTF-16 units: WhatsApp's own limit. */
export const longestText = 65_536;
/** Longest name of a person, a group or a file. */
export const longestName = 200;

/**
 * Text that PostgreSQL and every JSON reader accept: U+0000 and lone surrogates become U+FFFD.
 * Longer than `limit` UTF-16 units is cut, never inside a character.
 */
export function cleanText(text: string, limit = longestText): string {
  return cutText(text, limit).replaceAll('\u0000', '\uFFFD').replaceAll(loneSurrogates, '\uFFFD');
}

/** One line of text for names: trimmed, control characters and line breaks become spaces; null when nothing is left. */
export function cleanLine(value: unknown, limit = longestName): string | null {
  if (typeof value !== 'string') return null;
  // Four times the limit is plenty to trim from; a name of 5 MB is not worth reading to its end.
  const line = cleanText(value, limit * 4)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line === '' ? null : cutText(line, limit).trimEnd();
}

// With the u flag a well-formed pair is one character, so that only lone halves match.
const loneSurrogates = /\p{Surrogate}/gu;

function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? limit - 1 : limit);
}

/** Texts joined by commas, empty ones left out; null when nothing is left. */
export function joinTexts(texts: readonly (string | null | undefined)[]): string | null {
  const joined = texts.filter(Boolean).join(', ');
  return joined === '' ? null : cutText(joined, longestText);
}
