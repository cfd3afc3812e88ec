import type { JsonRecord } from './evolution-values.js';
import { field, flagField, readMilliseconds, readSeconds, recordField, textField } from './evolution-values.js';
import type { InboundFact, InboundReaction } from './inbound-fact.js';
import { malformed } from './inbound-fact.js';
import { identityJid } from './identity.js';
import type { MessageKey } from './message-key.js';
import { readId } from './message-key.js';
import type { WebhookContext } from './webhook-context.js';

/** Longest emoji that is kept: families with skin tones take about 25 units. */
const longestEmoji = 64;

/** Reads a reaction. The key of its target is already written from our side. */
export function readReaction(
  record: JsonRecord,
  key: MessageKey,
  body: JsonRecord | null,
  { receivedAt }: WebhookContext,
): InboundFact {
  const target = recordField(body, 'key');
  const targetWhatsappId = readId(target, 'id');
  const by = reactorOf(key);
  if (targetWhatsappId === null || by === null) return malformed('reaction without target or author', key.id);
  return {
    type: 'reaction',
    targetWhatsappId,
    targetFromMe: flagField(target, 'fromMe'),
    chat: key.chat,
    by,
    emoji: textField(body, 'text', longestEmoji) ?? '',
    at:
      readMilliseconds(field(body, 'senderTimestampMs')) ??
      readSeconds(field(record, 'messageTimestamp')) ??
      receivedAt,
  };
}

function reactorOf({ fromMe, author }: MessageKey): InboundReaction['by'] | null {
  if (fromMe) return 'us';
  const jid = author && identityJid(author);
  return author && jid ? { ...author, jid } : null;
}
