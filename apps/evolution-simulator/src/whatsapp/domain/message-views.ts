import { spellForRow, spellForWebhook } from './values.js';
import type { StoredMessage } from '../../state/stored-message.js';

/** The message as webhooks and answers of sends carry it. */
export function messageForWebhook(
  stored: StoredMessage,
  instanceId: string,
  { base64 }: { base64: boolean },
): Record<string, unknown> {
  const withFile = base64 && stored.media !== undefined ? { base64: stored.media.base64 } : {};
  return spellForWebhook({
    key: stored.key,
    pushName: stored.pushName,
    status: stored.origin === 'contact' ? 'DELIVERY_ACK' : stored.origin === 'phone' ? 'SERVER_ACK' : 'PENDING',
    message: { ...stored.message, ...withFile },
    ...(stored.contextInfo !== undefined && { contextInfo: stored.contextInfo }),
    messageType: stored.messageType,
    messageTimestamp: stored.messageTimestamp,
    instanceId,
    source: stored.source,
  });
}

/** The message as a record of `/chat/findMessages`. */
export const messageRow = (stored: StoredMessage, instanceId: string): Record<string, unknown> =>
  spellForRow({
    id: stored.rowId,
    key: stored.key,
    pushName: stored.pushName,
    messageType: stored.messageType,
    message: stored.message,
    messageTimestamp: stored.messageTimestamp,
    instanceId,
    source: stored.source,
    contextInfo: stored.contextInfo ?? null,
    MessageUpdate: stored.updates.map((status) => ({ status })),
  });
