import { int64 } from './values.js';
import { mediaContent } from './media-content.js';
import type { MediaFile, MessageKey } from '../../state/stored-message.js';

/** What somebody wants to send. */
export type Draft =
  | { kind: 'text'; text: string }
  | { kind: 'image' | 'video' | 'document' | 'sticker' | 'audio' | 'voice'; file: MediaFile; caption?: string }
  | { kind: 'location'; latitude: number; longitude: number; name?: string; address?: string }
  | { kind: 'contacts'; cards: { displayName: string; vcard: string }[] }
  | { kind: 'reaction'; key: Partial<MessageKey>; emoji: string };

export interface Content {
  messageType: string;
  message: Record<string, unknown>;
  media?: MediaFile;
}

/** The draft in the form WhatsApp carries it in. */
export function contentOf(draft: Draft, { now, fromApi }: { now: Date; fromApi: boolean }): Content {
  switch (draft.kind) {
    case 'text':
      return { messageType: 'conversation', message: { conversation: draft.text } };
    case 'location':
      return single('locationMessage', {
        degreesLatitude: draft.latitude,
        degreesLongitude: draft.longitude,
        ...(draft.name !== undefined && { name: draft.name }),
        ...(draft.address !== undefined && { address: draft.address }),
      });
    case 'contacts': {
      const [only, ...others] = draft.cards;
      if (only !== undefined && others.length === 0) return single('contactMessage', { ...only });
      return single('contactsArrayMessage', { displayName: `${draft.cards.length} contatos`, contacts: draft.cards });
    }
    case 'reaction': {
      const senderTimestampMs = fromApi ? now.getTime() : int64(now.getTime(), false);
      return single('reactionMessage', { key: draft.key, text: draft.emoji, senderTimestampMs });
    }
    default:
      return mediaDraft(draft, now, fromApi);
  }
}

function mediaDraft(
  { kind, file, caption }: Extract<Draft, { file: MediaFile }>,
  now: Date,
  fromApi: boolean,
): Content {
  const stored = kind === 'voice' ? 'audio' : kind;
  const content = mediaContent(stored, file, { caption, voice: kind === 'voice', fromApi, now });
  return { ...single(`${stored}Message`, content), media: file };
}

const single = (messageType: string, content: Record<string, unknown>): Content => ({
  messageType,
  message: { [messageType]: content },
});

/** The text a person reads in the message: body or caption. */
export function textOf({ message, messageType }: Pick<Content, 'message' | 'messageType'>): string | null {
  const content = message[messageType];
  if (typeof content === 'string') return content;
  const { caption, text } = (content ?? {}) as { caption?: unknown; text?: unknown };
  if (typeof caption === 'string') return caption;
  return typeof text === 'string' ? text : null;
}

/** Replaces the text or caption; the rest of the content stays. */
export function withText(
  { message, messageType }: Pick<Content, 'message' | 'messageType'>,
  text: string,
): Record<string, unknown> {
  const content = message[messageType];
  if (typeof content === 'string') return { ...message, [messageType]: text };
  return { ...message, [messageType]: { ...(content as object), caption: text } };
}
