import type { MessageStatus, StoredMessage } from '../state/stored-message.js';
import { textOf } from '../whatsapp/domain/draft.js';
import { userOf } from '../whatsapp/domain/jid.js';

/** A message as the people in the chat see it. */
export interface ChatMessage {
  id: string;
  /** `contact`, or the company: `api` or `phone`. */
  from: StoredMessage['origin'];
  /** The contact's phone, or the group's jid. */
  chat: string;
  messageType: string;
  text: string | null;
  /** Where its file can be fetched. */
  file: { path: string; mimetype: string; fileName: string | null; seconds: number | null } | null;
  location: { latitude: number; longitude: number; name: string | null } | null;
  contactName: string | null;
  quoted: { id: string; text: string | null } | null;
  /** Unix milliseconds. */
  at: number;
  status: MessageStatus;
  edited: boolean;
  deleted: boolean;
  reactions: StoredMessage['reactions'];
}

/** Reactions are no messages of their own in a chat. */
export const isShown = (message: StoredMessage): boolean => message.messageType !== 'reactionMessage';

export function chatMessage(instance: string, message: StoredMessage): ChatMessage {
  const content = (message.message[message.messageType] ?? {}) as Record<string, unknown>;
  return {
    id: message.key.id,
    from: message.origin,
    chat: message.chat.endsWith('@g.us') ? message.chat : userOf(message.chat),
    messageType: message.messageType,
    text: message.deleted ? null : textOf(message),
    file: message.deleted ? null : fileOf(instance, message),
    location:
      message.messageType === 'locationMessage'
        ? {
            latitude: Number(content['degreesLatitude']),
            longitude: Number(content['degreesLongitude']),
            name: (content['name'] as string | undefined) ?? null,
          }
        : null,
    contactName: (content['displayName'] as string | undefined) ?? null,
    quoted: quotedOf(message),
    at: message.messageTimestamp * 1_000,
    status: message.status,
    edited: message.edited,
    deleted: message.deleted,
    reactions: message.reactions,
  };
}

function fileOf(instance: string, { media, key }: StoredMessage): ChatMessage['file'] {
  if (media === undefined) return null;
  const path = `control/instances/${encodeURIComponent(instance)}/messages/${encodeURIComponent(key.id)}/file`;
  return { path, mimetype: media.mimetype, fileName: media.fileName ?? null, seconds: media.seconds ?? null };
}

function quotedOf({ contextInfo }: StoredMessage): ChatMessage['quoted'] {
  const { stanzaId, quotedMessage } = (contextInfo ?? {}) as {
    stanzaId?: string;
    quotedMessage?: Record<string, unknown>;
  };
  if (stanzaId === undefined || quotedMessage === undefined) return null;
  const messageType = Object.keys(quotedMessage)[0] ?? '';
  return { id: stanzaId, text: textOf({ message: quotedMessage, messageType }) };
}
