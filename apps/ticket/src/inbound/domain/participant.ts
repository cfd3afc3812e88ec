import type { Identity } from './identity.js';
import { identityJid } from './identity.js';
import type { InboundParticipant } from './inbound-message.js';
import { cleanLine } from './json-text.js';
import type { MessageKey } from './message-key.js';

/** Who wrote in a group; null for our own messages and where nobody is named. */
export function participantOf(key: Pick<MessageKey, 'author'>, name: string | null): InboundParticipant | null {
  const jid = key.author && identityJid(key.author);
  return key.author && jid ? { ...key.author, jid, name } : null;
}

/** A person's own name; null when it is empty or only their digits, which Evolution gives for want of a name. */
export function displayNameOf(value: unknown, identity: Identity | null): string | null {
  const name = cleanLine(value);
  if (name === null || name === identity?.phone || name === identity?.lid) return null;
  return name;
}
