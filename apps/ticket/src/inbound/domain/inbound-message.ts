import type { MessageContent, MessageKind, MessageStatus } from '@bkcrm/contracts';
import type { Identity } from './identity.js';
import type { JsonRecord } from './evolution-values.js';

/** The chat a message belongs to, seen from our number: never ourselves. */
export interface InboundChat {
  /** `broadcast` are stories and what we send to a list; a list message from a contact counts as written to us in person. */
  kind: 'person' | 'group' | 'broadcast' | 'newsletter';
  /** Persons: digits of the phone and of the LID, as far as the payload names them. */
  phone?: string;
  lid?: string;
  groupJid?: string;
  /** JID to answer to: for a person, the very one they wrote from. */
  address: string;
}

/** Who wrote in a group. */
export interface InboundParticipant extends Identity {
  jid: string;
  name: string | null;
}

export type ReportedStatus = Extract<MessageStatus, 'sent' | 'delivered' | 'read' | 'played' | 'failed'>;

/** What is needed to fetch a message's file later. */
export interface MediaSource {
  /** SHA-256 of the decrypted file, hex, when WhatsApp told. */
  sha256: string | null;
  /** The webhook itself carries the file: `inlineBase64` reads it. */
  inline: boolean;
  /** Where Evolution stored the decrypted file; a presigned address that expires. */
  mediaUrl: string | null;
  /** Minimal message, for Evolution's getBase64FromMediaMessage even when it stores no messages. */
  message: JsonRecord;
}

export interface InboundMessage {
  whatsappId: string;
  fromMe: boolean;
  chat: InboundChat;
  /** Groups and stories only. */
  participant?: InboundParticipant;
  /** The author's own name; null when there is none, and always for our own messages. */
  pushName: string | null;
  kind: MessageKind;
  text: string | null;
  /** The text was longer than a message may be and was cut. */
  textTruncated: boolean;
  content: MessageContent;
  sentAt: Date;
  source: 'android' | 'ios' | 'web' | 'desktop' | 'unknown';
  /** How far one of our own messages had come. */
  statusHint?: ReportedStatus;
  /** SHA-256, hex, of kind, text and file: equal for the same message under another id or address. */
  contentHash: string;
  /** Canonical identity of the author (`us`, `phone:…` or `lid:…`), which salts the key of a message that reuses another's id. */
  senderKey: string;
  media?: MediaSource;
}
