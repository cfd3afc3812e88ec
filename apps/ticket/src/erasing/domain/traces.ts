import { spellingsOf } from '../../inbound/domain/index.js';

/** Everything that a person is known by. */
export interface Traces {
  /** The contact, and those that turned out to be the same person. */
  contactIds: string[];
  conversationIds: string[];
  ticketIds: string[];
  /** `phone:…`, `lid:…`: as authors of messages are named. */
  keys: string[];
  /** Phones and LIDs in every spelling that WhatsApp uses: digits. */
  addresses: string[];
}

/** Phones and LIDs in digits, out of identities (`phone:…`, `lid:…`), phones and JIDs. */
export function addressesOf(names: readonly (string | null)[]): string[] {
  const digits = names.flatMap((name) => /^(?:phone:|lid:)?\+?(\d{5,32})(?:[:@]|$)/.exec(name ?? '')?.[1] ?? []);
  return [...new Set(digits.flatMap((address) => [address, ...spellingsOf(address)]))];
}

/** What something that mentions the person contains. */
export function wordsOf({ contactIds, conversationIds, ticketIds, addresses }: Traces): string[] {
  return [...contactIds, ...conversationIds, ...ticketIds, ...addresses];
}
