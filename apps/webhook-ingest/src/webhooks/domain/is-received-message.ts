const fromMe = Buffer.from('"fromMe"');
const isFalse = /^\s*:\s*false\b/;
/** Bytes after a key that may be blanks before its value. */
const reach = 32;

/**
 * Whether a webhook tells of a message of a contact and of nothing that we sent. Only what is certain counts: all there is in its body that
 * says who a message is from is one `"fromMe": false`. Lists, and messages that refer to others (reactions, edits), are not looked into.
 */
export function isReceivedMessage(event: string, content: Buffer): boolean {
  if (event !== 'messages.upsert') return false;
  const at = content.indexOf(fromMe);
  if (at === -1 || content.indexOf(fromMe, at + fromMe.length) !== -1) return false;
  const value = at + fromMe.length;
  return isFalse.test(content.toString('latin1', value, value + reach));
}
