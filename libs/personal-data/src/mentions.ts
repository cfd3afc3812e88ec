/** Shorter runs of characters name nobody: a phone, a LID, a message's id and a UUID are all longer. */
const word = /[A-Za-z0-9_-]{8,}/g;

/**
 * Whether a text names one of these words: phones and LIDs in digits, ids. A word is compared as a whole, so that a phone is not found
 * inside a longer number.
 */
export function mentions(text: string, words: ReadonlySet<string>): boolean {
  for (const [found] of text.matchAll(word)) if (words.has(found)) return true;
  return false;
}
