export interface MessageKey {
  id: string;
  remoteJid: string;
  fromMe: boolean;
  remoteJidAlt?: string;
  participant?: string;
  participantAlt?: string;
  addressingMode?: 'pn' | 'lid';
}

export type MessageStatus = 'ERROR' | 'PENDING' | 'SERVER_ACK' | 'DELIVERY_ACK' | 'READ' | 'PLAYED';

/** Bytes of a picture, recording or file. */
export interface MediaFile {
  base64: string;
  mimetype: string;
  fileName?: string;
  seconds?: number;
  /** False when Evolution did not look into it: no size of the picture, no wave of the sound. */
  measured?: boolean;
}

/** A message of a chat. Bytes and 64-bit integers inside `message` are marked (`whatsapp/domain/values.ts`). */
export interface StoredMessage {
  rowId: string;
  key: MessageKey;
  /** The peer's registered phone jid, or the group: one value for a chat, however it was addressed. */
  chat: string;
  /** The author's phone in a group. */
  author: string | null;
  pushName: string;
  messageType: string;
  message: Record<string, unknown>;
  contextInfo?: Record<string, unknown>;
  /** Unix seconds. */
  messageTimestamp: number;
  source: string;
  status: MessageStatus;
  /** Statuses reported so far, in order. */
  updates: MessageStatus[];
  /** Sent through the API, typed on the company's phone, or written by the contact. */
  origin: 'api' | 'phone' | 'contact';
  media?: MediaFile;
  edited: boolean;
  deleted: boolean;
  /** Emoji by side; a removed reaction is absent. */
  reactions: { contact?: string; company?: string };
}
