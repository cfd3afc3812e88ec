import { canonicalPhone } from './brazilian-phone.js';
import type { Jid } from './jid.js';
import { lidJid, parseJid, phoneJid } from './jid.js';

/** A person as WhatsApp addresses them. `phone` and `lid` are bare digits, as they came; at least one is there. */
export interface Identity {
  phone?: string;
  lid?: string;
}

/** Keys under which a person is found again, phone first: `phone:<canonical digits>`, `lid:<digits>`. */
export function identityKeys(identity: Identity): string[] {
  const keys: string[] = [];
  if (identity.phone !== undefined) keys.push(`phone:${canonicalPhone(identity.phone)}`);
  if (identity.lid !== undefined) keys.push(`lid:${identity.lid}`);
  return keys;
}

/** The JID to name a person by: the LID only while no phone is known. */
export function identityJid(identity: Identity): string | null {
  if (identity.phone !== undefined) return phoneJid(identity.phone);
  return identity.lid === undefined ? null : lidJid(identity.lid);
}

/** Sorts addresses into one person: the first phone and the first LID win, other kinds are passed over. Null when none is left. */
export function identityOf(jids: readonly (Jid | null)[]): Identity | null {
  const identity: Identity = {};
  for (const jid of jids) {
    if (jid?.kind === 'phone') identity.phone ??= jid.user;
    if (jid?.kind === 'lid') identity.lid ??= jid.user;
  }
  return identity.phone === undefined && identity.lid === undefined ? null : identity;
}

/** Who "we" are on a number: whatever spelling of our own phone or LID a payload may carry. */
export class OwnIdentity {
  private readonly keys: ReadonlySet<string>;

  /** Takes JIDs or bare phones; what is absent or unreadable is passed over. */
  constructor(addresses: readonly (string | null | undefined)[]) {
    this.keys = new Set(addresses.flatMap((address) => keysOf(parseJid(address))));
  }

  includes(jid: Jid | null): boolean {
    return keysOf(jid).some((key) => this.keys.has(key));
  }

  /** Whether an own address of that kind is known, so that "not ours" can be concluded at all. */
  knows(kind: 'phone' | 'lid'): boolean {
    return [...this.keys].some((key) => key.startsWith(`${kind}:`));
  }
}

function keysOf(jid: Jid | null): string[] {
  const identity = identityOf([jid]);
  return identity ? identityKeys(identity) : [];
}
