import type { Instance } from '../../state/instance.js';
import type { StoredMessage } from '../../state/stored-message.js';
import { spellForRow } from '../../whatsapp/domain/values.js';

/** The rows of `/chat/findChats`, latest first: one per address that a message carried. */
export function chatRows(instance: Instance): Record<string, unknown>[] {
  const latest = new Map<string, StoredMessage>();
  for (const message of instance.messages) latest.set(message.key.remoteJid, message);
  return [...latest.values()]
    .sort((a, b) => b.messageTimestamp - a.messageTimestamp)
    .map((message) => chatRow(instance, message));
}

function chatRow(instance: Instance, message: StoredMessage): Record<string, unknown> {
  const { remoteJid } = message.key;
  const contact = instance.contacts.find((row) => row.remoteJid === remoteJid);
  return spellForRow({
    id: contact?.id ?? null,
    remoteJid,
    pushName: null,
    profilePicUrl: null,
    updatedAt: new Date(message.messageTimestamp * 1_000).toISOString(),
    windowStart: null,
    windowExpires: null,
    windowActive: false,
    lastMessage: {
      id: message.rowId,
      key: message.key,
      pushName: message.pushName,
      participant: null,
      messageType: message.messageType,
      message: thinned(message),
      contextInfo: message.contextInfo ?? null,
      source: message.source,
      messageTimestamp: message.messageTimestamp,
      instanceId: instance.id,
      sessionId: null,
      status: message.status,
    },
    unreadCount: null,
    isSaved: contact !== undefined,
  });
}

/** Text stays; of media only the kind. */
function thinned({ message, messageType }: StoredMessage): Record<string, unknown> {
  return typeof message[messageType] === 'string' ? message : { ...message, [messageType]: {} };
}
