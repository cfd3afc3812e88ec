import type { SendableContent } from '@bkcrm/contracts';
import type { SentContent } from '../../evolution-api/read-sent-content.js';
import { contentKey, matchContent } from './match-content.js';
import type { ContentMatch } from './match-content.js';
import { canonicalRecipient } from './recipient.js';

/** An attempt that may have been accepted. `pending`: its answer may still come, so it cannot be settled yet. */
export interface OpenAttempt {
  commandId: string;
  recipient: string;
  content: SendableContent;
  startedAt: Date;
  /** By when it had ended, where that is later than an attempt lasts. */
  until?: Date | null;
  pending: boolean;
}

/** A message that Evolution says it sent and that no attempt has claimed. */
export interface UnclaimedMessage {
  whatsappId: string;
  remoteJid: string;
  remoteJidAlt?: string | null;
  /** Absent or null for kinds that are never sent from here. */
  content?: SentContent | null;
  sentAt: Date;
}

export interface Match {
  commandId: string;
  whatsappId: string;
  remoteJid: string;
}

/** Evolution's clock may differ from ours by this much, in milliseconds; beyond it nothing matches, and an agent decides. */
const earlier = 10_000;
/** An attempt ends by then: whatever is newer is another message. */
const later = 180_000;

/**
 * Which messages are those of which attempts: same chat, same content, sent after the attempt began. Equal ones are matched as
 * multisets, the oldest attempt with the oldest message; while one of the equals still waits for its answer, none is settled,
 * because that answer names the message it belongs to. A message that only may be the one is taken when nothing else could be.
 */
export function matchEchoes(attempts: readonly OpenAttempt[], messages: readonly UnclaimedMessage[]): Match[] {
  const free = new Set([...messages].sort((a, b) => Number(a.sentAt) - Number(b.sentAt)));
  const undecided = new Set(attempts.filter((attempt) => attempt.pending).map(keyOf));
  const matches: Match[] = [];
  const take = (attempt: OpenAttempt, message: UnclaimedMessage): void => {
    free.delete(message);
    const { commandId } = attempt;
    matches.push({ commandId, whatsappId: message.whatsappId, remoteJid: message.remoteJid });
  };
  const open = [...attempts].sort((a, b) => Number(a.startedAt) - Number(b.startedAt));
  const settleable = open.filter((attempt) => !undecided.has(keyOf(attempt)));
  const left = settleable.filter((attempt) => {
    const match = [...free].find((message) => fit(attempt, message) === 'certain');
    if (match !== undefined) take(attempt, match);
    return match === undefined;
  });
  for (const attempt of left) {
    const candidates = [...free].filter((message) => fit(attempt, message) === 'possible');
    const rivals = left.filter((other) => keyOf(other) === keyOf(attempt));
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1 && rivals.length === 1) take(attempt, only);
  }
  return matches;
}

function fit(attempt: OpenAttempt, message: UnclaimedMessage): ContentMatch {
  const distance = Number(message.sentAt) - Number(attempt.startedAt);
  const longest = Math.max(later, Number(attempt.until ?? 0) - Number(attempt.startedAt));
  if (distance < -earlier || distance > longest || message.content == null) return 'none';
  const recipient = canonicalRecipient(attempt.recipient);
  const isSameChat = [message.remoteJid, message.remoteJidAlt].some(
    (jid) => jid != null && canonicalRecipient(jid) === recipient,
  );
  return isSameChat ? matchContent(attempt.content, message.content) : 'none';
}

const keyOf = (attempt: OpenAttempt): string =>
  `${canonicalRecipient(attempt.recipient)} ${contentKey(attempt.content)}`;
