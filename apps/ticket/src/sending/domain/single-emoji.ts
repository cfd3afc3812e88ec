// The constructor, because the compiler's target does not know the flag yet; Node does.
const singleEmoji = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** What Evolution takes as a reaction. */
export const isSingleEmoji = (text: string): boolean => singleEmoji.test(text);
