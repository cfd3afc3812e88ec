import type { JsonRecord } from '../evolution-values.js';
import { asRecord, field, readEnum, recordField } from '../evolution-values.js';
import { cleanText } from '../json-text.js';
import { readChoice } from './choice-content.js';
import { readEvent, readGroupInvite, readOrder, readProduct } from './commerce-content.js';
import { readContacts } from './contacts-content.js';
import type { Unwrapped } from './content-type.js';
import { readInteractive } from './interactive-content.js';
import { readLocation } from './location-content.js';
import { isMediaType, readMedia } from './media-content.js';
import { plainJson } from './plain-json.js';
import { readPoll, readPollVote } from './poll-content.js';
import type { ReadableContent } from './readable-content.js';

type Reader = (type: string, body: JsonRecord) => ReadableContent | null;

const readers = new Map<string, Reader>([
  ['extendedTextMessage', (_type, body) => readText(field(body, 'text'))],
  ['locationMessage', readLocation],
  ['liveLocationMessage', readLocation],
  ['contactMessage', readContacts],
  ['contactsArrayMessage', readContacts],
  ['pollCreationMessage', readPoll],
  ['pollCreationMessageV2', readPoll],
  ['pollCreationMessageV3', readPoll],
  ['pollCreationMessageV4', readPoll],
  ['pollCreationMessageV5', readPoll],
  ['pollUpdateMessage', readPollVote],
  ['buttonsResponseMessage', readChoice],
  ['listResponseMessage', readChoice],
  ['templateButtonReplyMessage', readChoice],
  ['interactiveResponseMessage', readChoice],
  ['buttonsMessage', readInteractive],
  ['listMessage', readInteractive],
  ['templateMessage', readInteractive],
  ['interactiveMessage', readInteractive],
  ['highlyStructuredMessage', readInteractive],
  ['orderMessage', readOrder],
  ['productMessage', readProduct],
  ['groupInviteMessage', readGroupInvite],
  ['eventMessage', readEvent],
  ['placeholderMessage', (type) => ({ kind: 'placeholder', text: null, content: { rawType: type } })],
  ['secretEncryptedMessage', readEncrypted],
]);

/**
 * Reads a content of any kind. What is not understood (a kind we do not know, or one without its essential part) becomes
 * `unsupported` and keeps what came.
 */
export function readContent({ type, body, holder, viewOnce }: Unwrapped): ReadableContent {
  if (typeof body === 'string')
    return (type === 'conversation' ? readText(body) : null) ?? unsupported(type, { text: body });
  const record = asRecord(body);
  if (!record) return unsupported(type, null);
  const media = isMediaType(type) ? readMedia(type, record, holder) : null;
  if (media) return viewOnce ? { ...media, content: { ...media.content, viewOnce: true } } : media;
  return readers.get(type)?.(type, record) ?? unsupported(type, record);
}

/** A content that cannot be shown, with WhatsApp's name of it and, without its bytes, what came. */
export function unsupported(type: string, body: JsonRecord | null): ReadableContent {
  const rawType = cleanText(type, 100);
  const raw = body && asRecord(plainJson(body));
  return { kind: 'unsupported', text: null, content: raw ? { rawType, raw } : { rawType } };
}

function readText(value: unknown): ReadableContent | null {
  if (typeof value !== 'string' || value === '') return null;
  return { kind: 'text', text: cleanText(value), content: {} };
}

const secretTypes = new Map([
  ['EVENT_EDIT', 1],
  ['MESSAGE_EDIT', 2],
]);

/** An edit that only the customer's and our phone can read: shown as a place to look at the phone, beside its message. */
function readEncrypted(type: string, body: JsonRecord): ReadableContent {
  const edits = readEnum(field(body, 'secretEncType'), secretTypes);
  const target = field(recordField(body, 'targetMessageKey'), 'id');
  const rawType = edits === 1 || edits === 2 ? 'encryptedEdit' : type;
  const quoted =
    typeof target === 'string' && target !== '' && target.length <= 256
      ? { quoted: { whatsappId: cleanText(target), kind: 'text' as const, text: null } }
      : {};
  return { kind: 'placeholder', text: null, content: { rawType, ...quoted } };
}
