import type { CallContent, MessageContent, MessageKind, NumberState } from '@bkcrm/contracts';
import type { Identity } from './identity.js';
import type { InboundChat, InboundMessage, InboundParticipant, ReportedStatus } from './inbound-message.js';

/** A message: written just now or while we were away (`live`), from a history page, or our own echo of an API send (`api`). */
export interface MessageFact {
  type: 'message';
  origin: 'live' | 'history' | 'api';
  message: InboundMessage;
}

/** A reaction, which is never a message of its own. Per author the one with the latest `at` counts. */
export interface InboundReaction {
  targetWhatsappId: string;
  /** Whether the message reacted to is ours. */
  targetFromMe?: boolean;
  chat: InboundChat;
  by: 'us' | (Identity & { jid: string });
  /** Empty = taken back. */
  emoji: string;
  at: Date;
}
export interface ReactionFact extends InboundReaction {
  type: 'reaction';
}

/** How far one of our messages has come. */
export interface StatusFact {
  type: 'status';
  whatsappId: string;
  fromMe: true;
  status: ReportedStatus;
}

/** Somebody on our side read a contact's message on a phone or another device. */
export interface ReadOnPhoneFact {
  type: 'read-on-phone';
  whatsappId: string;
}

/** A new text of a message; the one with the latest `editedAt` counts. */
export interface EditFact {
  type: 'edit';
  whatsappId: string;
  /** Whether the edited message is ours; absent when the payload does not tell. */
  targetFromMe?: boolean;
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
  editedAt: Date;
  /** As a message's contentHash: tells a repeated edit from a new one. */
  hash: string;
}

/** A message deleted for everyone; may precede the message. */
export interface DeletionFact {
  type: 'deletion';
  whatsappId: string;
  /** Whether the deleted message is ours; absent when the payload does not tell. */
  targetFromMe?: boolean;
}

/** Undated hint that the connection changed: ask Evolution for the truth. */
export interface ConnectionFact {
  type: 'connection';
  instance: string;
  state: NumberState;
  /** WhatsApp's code: 401 unlinked, 403 banned, 428 QR code limit … */
  reason: number | null;
  ownerJid?: string;
  profileName?: string;
  avatarUrl?: string;
}

/** A contact's name or picture. Null name = nothing said; undefined picture = nothing said, null = none. */
export interface ContactFact extends Identity {
  type: 'contact';
  name: string | null;
  avatarUrl?: string | null;
}

/** One event of a call: a message of kind `call`, whose repetitions merge by `mergeCalls` in any order. */
export interface CallFact {
  type: 'call';
  message: InboundMessage & { kind: 'call'; content: { call: CallContent } };
}

export interface PresenceFact {
  type: 'presence';
  chat: InboundChat;
  participant?: InboundParticipant;
  state: 'available' | 'unavailable' | 'composing' | 'recording';
  lastSeenAt?: Date;
}

/** A QR code to link the number; null when the server gave up offering one. Dead after `expiresAt`. */
export interface QrCodeFact {
  type: 'qrcode';
  instance: string;
  qr: { code: string; image: string | null; pairingCode: string | null } | null;
  expiresAt: Date;
}

/** Understood, and of no use to us. */
export interface IgnoredFact {
  type: 'ignored';
  why: string;
}

/** Not understood: to be kept and looked at. */
export interface MalformedFact {
  type: 'malformed';
  reason: string;
  whatsappId?: string;
}

/** Everything that a webhook can tell the ticket service. */
export type InboundFact =
  | MessageFact
  | ReactionFact
  | StatusFact
  | ReadOnPhoneFact
  | EditFact
  | DeletionFact
  | ConnectionFact
  | ContactFact
  | CallFact
  | PresenceFact
  | QrCodeFact
  | IgnoredFact
  | MalformedFact;

export function ignored(why: string): IgnoredFact {
  return { type: 'ignored', why };
}

export function malformed(reason: string, whatsappId?: string): MalformedFact {
  return { type: 'malformed', reason, ...(whatsappId === undefined ? {} : { whatsappId }) };
}
