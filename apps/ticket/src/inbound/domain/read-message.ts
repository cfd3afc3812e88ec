import type { Unwrapped } from './content/content-type.js';
import { isKeyDistribution, unwrapContent } from './content/content-type.js';
import { readContext } from './content/message-context.js';
import { isMediaType } from './content/media-content.js';
import type { ReadableContent } from './content/readable-content.js';
import { readContent, unsupported } from './content/read-content.js';
import { contentHash } from './content-hash.js';
import type { JsonRecord } from './evolution-values.js';
import { asRecord, field, listField, readSeconds, recordField } from './evolution-values.js';
import type { InboundFact, MessageFact } from './inbound-fact.js';
import { ignored, malformed } from './inbound-fact.js';
import type { InboundMessage, InboundParticipant, ReportedStatus } from './inbound-message.js';
import { longestText } from './json-text.js';
import { readMediaSource } from './media-source.js';
import type { MessageKey } from './message-key.js';
import { readKey, senderKeyOf } from './message-key.js';
import { displayNameOf, participantOf } from './participant.js';
import { readProtocolMessage } from './read-protocol-message.js';
import { readReaction } from './read-reaction.js';
import { mergeStatus, readStatus } from './status-rank.js';
import type { WebhookContext } from './webhook-context.js';

/** Carry nothing for a person to read: the pictures of an album come by themselves, the others are WhatsApp's own traffic. */
const silentTypes = new Set(['albumMessage', 'encReactionMessage', 'stickerSyncRmrMessage', 'messageHistoryNotice']);

/**
 * Reads one element of messages.upsert, send.message, messages.set or findMessages. Usually one fact; a stored message that
 * is marked as deleted gives its deletion too.
 */
export function readMessage(element: unknown, origin: MessageFact['origin'], context: WebhookContext): InboundFact[] {
  const record = asRecord(element);
  if (!record) return [malformed('message is not an object')];
  const rawKey = recordField(record, 'key');
  const key = readKey(rawKey, context.own);
  if (typeof key === 'string') return [unreadable(rawKey, key)];
  const message = recordField(record, 'message');
  if (!message) return [malformed('message without content', key.id)];

  const unwrapped =
    unwrapContent(message, field(record, 'messageType')) ?? storedFile(message, field(record, 'messageType'));
  if (!unwrapped) {
    if (isKeyDistribution(message)) return [ignored('key distribution')];
    return [messageFact(record, key, null, origin, context)];
  }
  if (silentTypes.has(unwrapped.type)) return [ignored(unwrapped.type)];
  if (unwrapped.type === 'reactionMessage') return [readReaction(record, key, asRecord(unwrapped.body), context)];
  if (unwrapped.type === 'protocolMessage') return [readProtocolMessage(unwrapped.body, context)];
  const fact = messageFact(record, key, unwrapped, origin, context);
  if (field(rawKey, 'deleted') !== true) return [fact];
  return [fact, { type: 'deletion', whatsappId: key.id, targetFromMe: key.fromMe }];
}

function unreadable(rawKey: JsonRecord | null, part: string): InboundFact {
  if (part === 'own chat' && field(rawKey, 'fromMe') === true) return ignored('note to ourselves');
  const id = field(rawKey, 'id');
  return malformed(`message key: ${part}`, typeof id === 'string' ? id.slice(0, 256) : undefined);
}

function messageFact(
  record: JsonRecord,
  key: MessageKey,
  unwrapped: Unwrapped | null,
  origin: MessageFact['origin'],
  context: WebhookContext,
): MessageFact {
  const readable: ReadableContent = unwrapped ? readContent(unwrapped) : unsupported('unknown', null);
  const contexts = [recordField(record, 'contextInfo'), ...(unwrapped?.contexts ?? [])];
  const content = { ...readContext(contexts), ...readable.content };
  const media = unwrapped ? readMediaSource(recordField(record, 'key'), unwrapped) : undefined;
  const { kind, text } = readable;
  const message: InboundMessage = {
    whatsappId: key.id,
    fromMe: key.fromMe,
    chat: key.chat,
    pushName: key.fromMe ? null : displayNameOf(field(record, 'pushName'), key.author),
    kind,
    text,
    textTruncated: text !== null && text.length >= longestText - 1 && unwrapped !== null && isLonger(unwrapped),
    content,
    sentAt: sentAtOf(record, context),
    source: sourceOf(field(record, 'source')),
    contentHash: contentHash({ kind, text, content, mediaSha256: media?.sha256 }),
    senderKey: senderKeyOf(key),
  };
  const participant: InboundParticipant | null =
    key.chat.kind === 'person' ? null : participantOf(key, message.pushName);
  if (participant) message.participant = participant;
  const statusHint = key.fromMe ? statusHintOf(record) : null;
  if (statusHint) message.statusHint = statusHint;
  if (media) message.media = media;
  return { type: 'message', origin, message };
}

/** Whether the text that was cut had been longer than its limit. */
function isLonger({ body }: Unwrapped): boolean {
  const record = asRecord(body);
  const texts = typeof body === 'string' ? [body] : [field(record, 'text'), field(record, 'caption')];
  return texts.some((text) => typeof text === 'string' && text.length > longestText);
}

/** WhatsApp's time; ours where there is none, or one that lies ahead and would keep the message on top for ever. */
function sentAtOf(record: JsonRecord, { receivedAt }: WebhookContext): Date {
  const sentAt = readSeconds(field(record, 'messageTimestamp'));
  const dayAhead = receivedAt.getTime() + 86_400_000;
  return sentAt && sentAt.getTime() <= dayAhead ? sentAt : receivedAt;
}

/** Evolution's own channel gives a file as nothing but its address and the type beside it. */
function storedFile(message: JsonRecord, messageType: unknown): Unwrapped | null {
  if (typeof messageType !== 'string' || !isMediaType(messageType)) return null;
  const hasFile = typeof field(message, 'mediaUrl') === 'string' || typeof field(message, 'base64') === 'string';
  return hasFile ? { type: messageType, body: {}, holder: message, viewOnce: false, contexts: [] } : null;
}

function statusHintOf(record: JsonRecord): ReportedStatus | null {
  const updates = listField(record, 'MessageUpdate').map((update) => field(asRecord(update), 'status'));
  return [field(record, 'status'), ...updates]
    .map(readStatus)
    .reduce((merged, status) => (merged && status ? mergeStatus(merged, status) : (merged ?? status)), null);
}

const sources = ['android', 'ios', 'web', 'desktop'] as const;

function sourceOf(value: unknown): InboundMessage['source'] {
  return sources.find((source) => source === value) ?? 'unknown';
}
