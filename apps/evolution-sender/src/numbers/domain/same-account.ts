/** The same account may be named with and without the device that is linked: `5511…:3@s.whatsapp.net`. */
export function isSameAccount(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

const plain = (jid: string): string => jid.replace(/:\d+@/, '@');
