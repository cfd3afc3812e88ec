import { asRecord, field, readSeconds, recordField } from './evolution-values.js';
import { identityOf } from './identity.js';
import type { InboundFact, PresenceFact } from './inbound-fact.js';
import { ignored, malformed } from './inbound-fact.js';
import type { InboundChat } from './inbound-message.js';
import { parseJid } from './jid.js';
import { participantOf } from './participant.js';

const stateByWord = new Map<unknown, PresenceFact['state']>([
  ['available', 'available'],
  ['paused', 'available'],
  ['unavailable', 'unavailable'],
  ['composing', 'composing'],
  ['recording', 'recording'],
]);

const mostPresences = 1_024;

/** Reads presence.update: one fact for each person it names. */
export function readPresence(data: unknown): InboundFact[] {
  const record = asRecord(data);
  const chatJid = parseJid(field(record, 'id'));
  const presences = recordField(record, 'presences');
  if (!chatJid || !presences) return [malformed('presence without chat or persons')];
  return Object.entries(presences)
    .slice(0, mostPresences)
    .map(([address, value]) => {
      const presence = asRecord(value);
      const state = stateByWord.get(field(presence, 'lastKnownPresence'));
      const author = identityOf([parseJid(address)]);
      if (!state || !author) return ignored('presence that says nothing');
      const lastSeenAt = readSeconds(field(presence, 'lastSeen'));
      const isGroup = chatJid.kind === 'group';
      const chat: InboundChat = isGroup
        ? { kind: 'group', groupJid: chatJid.jid, address: chatJid.jid }
        : { kind: 'person', ...identityOf([chatJid, parseJid(address)]), address: chatJid.jid };
      const participant = isGroup ? participantOf({ author }, null) : null;
      return {
        type: 'presence',
        chat,
        ...(participant ? { participant } : {}),
        state,
        ...(lastSeenAt ? { lastSeenAt } : {}),
      };
    });
}
