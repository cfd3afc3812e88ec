import type { JsonRecord } from './evolution-values.js';
import { field, flagField, textField } from './evolution-values.js';
import type { Identity, OwnIdentity } from './identity.js';
import { identityJid, identityKeys, identityOf } from './identity.js';
import type { InboundChat } from './inbound-message.js';
import type { Jid } from './jid.js';
import { parseJid, statusBroadcast } from './jid.js';

/** Where a message is and who wrote it, resolved from a key in any version's spelling. */
export interface MessageKey {
  id: string;
  fromMe: boolean;
  chat: InboundChat;
  /** The author when it is not us: the peer, or the participant of a group or story. */
  author: Identity | null;
}

export type UnreadableKey = 'id' | 'address' | 'author' | 'own chat';

/** Longest id that is kept; WhatsApp's own have 16 to 40 characters, the Cloud API's about 60. */
const longestId = 256;

const chatFields = ['remoteJid', 'remoteJidAlt', 'previousRemoteJid'];
const authorFields = [
  'participant',
  'participantAlt',
  'participantPn',
  'participantLid',
  'senderPn',
  'senderLid',
  'senderAlt',
];

/** The WhatsApp id in a field; null when it is absent, empty or absurdly long. */
export function readId(record: JsonRecord | null, name: string): string | null {
  const value = field(record, name);
  if (typeof value !== 'string' || value.length > longestId) return null;
  return textField(record, name) ?? null;
}

/** Reads a key; or says which part of it cannot be used. */
export function readKey(key: JsonRecord | null, own: OwnIdentity): MessageKey | UnreadableKey {
  const id = readId(key, 'id');
  if (id === null) return 'id';
  const remote = parseJid(field(key, 'remoteJid'));
  if (!remote) return 'address';
  const fromMe = flagField(key, 'fromMe');
  // On our own messages these fields name us, not the peer.
  const author = fromMe ? null : identityOf(othersIn(key, authorFields, own));

  if (remote.kind === 'group' || remote.kind === 'newsletter') {
    const chat: InboundChat = { kind: remote.kind, address: remote.jid };
    if (remote.kind === 'group') chat.groupJid = remote.jid;
    return { id, fromMe, chat, author };
  }
  if (remote.kind === 'broadcast') return broadcastKey(id, fromMe, remote, author);
  return personKey(id, fromMe, key, own);
}

function broadcastKey(id: string, fromMe: boolean, remote: Jid, author: Identity | null): MessageKey | UnreadableKey {
  if (fromMe || remote.jid === statusBroadcast) {
    return { id, fromMe, chat: { kind: 'broadcast', address: remote.jid }, author };
  }
  // What a contact sends to a list of theirs, WhatsApp shows in our chat with them.
  const address = author && identityJid(author);
  return author && address ? { id, fromMe, chat: { kind: 'person', ...author, address }, author } : 'author';
}

function personKey(id: string, fromMe: boolean, key: JsonRecord | null, own: OwnIdentity): MessageKey | UnreadableKey {
  const candidates = othersIn(key, fromMe ? chatFields : [...chatFields, ...authorFields], own);
  const peer = identityOf(candidates);
  const first = candidates.find((jid) => jid.kind === 'phone' || jid.kind === 'lid');
  if (!peer || !first) return 'own chat';
  return { id, fromMe, chat: { kind: 'person', ...peer, address: first.jid }, author: fromMe ? null : peer };
}

function othersIn(key: JsonRecord | null, names: readonly string[], own: OwnIdentity): Jid[] {
  return names.map((name) => parseJid(field(key, name))).filter((jid) => jid !== null && !own.includes(jid)) as Jid[];
}

/** Identity of a message's author as a key: `us`, `phone:…` or `lid:…`. */
export function senderKeyOf({ fromMe, author, chat }: Pick<MessageKey, 'fromMe' | 'author' | 'chat'>): string {
  if (fromMe) return 'us';
  return (author && identityKeys(author)[0]) ?? chat.address;
}

/**
 * Whether the message a protocol message is about is ours. Its key is written from the side of whoever acts: `fromMe` there
 * means "the actor's own", and our own address as the chat means that the actor is the contact. Undefined when that does not tell.
 */
export function targetIsOurs(key: JsonRecord | null, own: OwnIdentity): boolean | undefined {
  if (!flagField(key, 'fromMe')) return undefined;
  const chat = parseJid(field(key, 'remoteJid'));
  if (own.includes(chat)) return false;
  const conclusive = (chat?.kind === 'phone' || chat?.kind === 'lid') && own.knows(chat.kind);
  return conclusive ? true : undefined;
}
