export type JidKind = 'phone' | 'lid' | 'group' | 'broadcast' | 'newsletter';

/** A WhatsApp address taken apart. `jid` is its one normal spelling: without device, `@c.us` as `@s.whatsapp.net`. */
export interface Jid {
  kind: JidKind;
  /** What stands before the `@`, without device: a phone's digits, a LID's digits, a group's id. */
  user: string;
  jid: string;
}

export const statusBroadcast = 'status@broadcast';

const kindByServer = new Map<string, { kind: JidKind; server: string; user: RegExp }>([
  ['s.whatsapp.net', { kind: 'phone', server: 's.whatsapp.net', user: /^\d{1,20}$/ }],
  ['c.us', { kind: 'phone', server: 's.whatsapp.net', user: /^\d{1,20}$/ }],
  ['hosted', { kind: 'phone', server: 's.whatsapp.net', user: /^\d{1,20}$/ }],
  ['lid', { kind: 'lid', server: 'lid', user: /^\d{1,32}$/ }],
  ['hosted.lid', { kind: 'lid', server: 'lid', user: /^\d{1,32}$/ }],
  ['g.us', { kind: 'group', server: 'g.us', user: /^\d[\d-]{0,63}$/ }],
  ['broadcast', { kind: 'broadcast', server: 'broadcast', user: /^(status|\d{1,32})$/ }],
  ['newsletter', { kind: 'newsletter', server: 'newsletter', user: /^\d{1,32}$/ }],
]);

/**
 * Reads an address: any JID, with or without `:device`, or a bare phone as Evolution's own channel gives it.
 * Null for everything else.
 */
export function parseJid(value: unknown): Jid | null {
  if (typeof value !== 'string' || value.length > 128) return null;
  const at = value.lastIndexOf('@');
  if (at === -1) return barePhone(value);
  const form = kindByServer.get(value.slice(at + 1).toLowerCase());
  const user = value.slice(0, at).replace(/(_\d{1,4})?(:\d{1,6})?$/, '');
  if (!form || !form.user.test(user)) return null;
  return { kind: form.kind, user, jid: `${user}@${form.server}` };
}

/** The JID of a phone's digits. */
export function phoneJid(phone: string): string {
  return `${phone}@s.whatsapp.net`;
}

/** The JID of a LID's digits. */
export function lidJid(lid: string): string {
  return `${lid}@lid`;
}

function barePhone(text: string): Jid | null {
  if (!/^\+?[\d ().-]+$/.test(text)) return null;
  const user = text.replaceAll(/\D/g, '');
  return /^\d{5,15}$/.test(user) ? { kind: 'phone', user, jid: phoneJid(user) } : null;
}
