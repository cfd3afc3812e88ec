import { unwrapContent } from './content/content-type.js';
import { readContext } from './content/message-context.js';
import { readContent } from './content/read-content.js';
import { contentHash } from './content-hash.js';
import type { JsonRecord } from './evolution-values.js';
import { asRecord, field, readEnum, readMilliseconds, recordField } from './evolution-values.js';
import type { InboundFact } from './inbound-fact.js';
import { ignored, malformed } from './inbound-fact.js';
import { readMediaSource } from './media-source.js';
import { readId, targetIsOurs } from './message-key.js';
import type { WebhookContext } from './webhook-context.js';

const revoke = 0;
const messageEdit = 14;
const protocolTypes = new Map([
  ['REVOKE', revoke],
  ['MESSAGE_EDIT', messageEdit],
]);

/**
 * Reads one protocol message, bare (messages.edited) or within a message: an edit, a deletion, or one of the many that
 * concern only WhatsApp's own clients. Its key is the actor's, see targetIsOurs.
 */
export function readProtocolMessage(data: unknown, context: WebhookContext): InboundFact {
  const protocol = findProtocolMessage(asRecord(data));
  if (!protocol) return malformed('edit is not an object');
  const targetFromMe = targetIsOurs(recordField(protocol, 'key'), context.own);
  return readEditOrDeletion(protocol, targetFromMe, context);
}

/** Reads an edit of our own, made through the API: there is no doubt about whose message it is. */
export function readOwnEdit(data: unknown, context: WebhookContext): InboundFact {
  const protocol = findProtocolMessage(asRecord(data));
  if (!protocol) return malformed('edit is not an object');
  return readEditOrDeletion(protocol, true, context);
}

function readEditOrDeletion(
  protocol: JsonRecord,
  targetFromMe: boolean | undefined,
  context: WebhookContext,
): InboundFact {
  const type = readEnum(field(protocol, 'type'), protocolTypes);
  const editedMessage = recordField(protocol, 'editedMessage');
  const isEdit = type === messageEdit || (field(protocol, 'type') === undefined && editedMessage !== null);
  if (!isEdit && type !== revoke) return ignored('protocol message');
  const whatsappId = readId(recordField(protocol, 'key'), 'id');
  if (whatsappId === null) return malformed('edit or deletion without the id of its message');
  const target = targetFromMe === undefined ? {} : { targetFromMe };
  if (!isEdit) return { type: 'deletion', whatsappId, ...target };

  const unwrapped = unwrapContent(editedMessage);
  if (!unwrapped) return malformed('edit without content', whatsappId);
  const { kind, text, content: body } = readContent(unwrapped);
  const content = { ...readContext(unwrapped.contexts), ...body };
  const mediaSha256 = readMediaSource(null, unwrapped)?.sha256;
  return {
    type: 'edit',
    whatsappId,
    ...target,
    kind,
    text,
    content,
    editedAt: readMilliseconds(field(protocol, 'timestampMs')) ?? context.receivedAt,
    hash: contentHash({ kind, text, content, mediaSha256 }),
  };
}

/** The protocol message itself, or the one within a whole message as REST answers give it. */
function findProtocolMessage(data: JsonRecord | null): JsonRecord | null {
  const message = recordField(data, 'message');
  if (!message) return data;
  const unwrapped = unwrapContent(message);
  return unwrapped?.type === 'protocolMessage' ? asRecord(unwrapped.body) : data;
}
