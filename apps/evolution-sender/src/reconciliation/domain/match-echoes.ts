import { canonicalRecipient } from './recipient.js';

/** An attempt that may have been accepted. `pending`: its answer may still come, so it cannot be settled yet. */
export interface OpenAttempt {
  commandId: string;
  recipient: string;
  text: string;
  startedAt: Date;
  /** By when it had ended, where that is later than an attempt lasts. */
  until?: Date | null;
  pending: boolean;
}

/** A message that Evolution says it sent and that no attempt has claimed. */
export interface UnclaimedMessage {
  whatsappId: string;
  remoteJid: string;
  remoteJidAlt?: string;
  text?: string;
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
 * Which messages are those of which attempts: same chat, same text, sent after the attempt began. Equal ones are matched as
 * multisets, the oldest attempt with the oldest message; while one of the equals still waits for its answer, none is settled,
 * because that answer names the message it belongs to.
 */
export function matchEchoes(attempts: readonly OpenAttempt[], messages: readonly UnclaimedMessage[]): Match[] {
  const free = new Set([...messages].sort((a, b) => Number(a.sentAt) - Number(b.sentAt)));
  const undecided = new Set(attempts.filter((attempt) => attempt.pending).map(keyOf));
  const matches: Match[] = [];
  for (const attempt of [...attempts].sort((a, b) => Number(a.startedAt) - Number(b.startedAt))) {
    if (undecided.has(keyOf(attempt))) continue;
    const match = [...free].find((message) => fits(attempt, message));
    if (match === undefined) continue;
    free.delete(match);
    matches.push({ commandId: attempt.commandId, whatsappId: match.whatsappId, remoteJid: match.remoteJid });
  }
  return matches;
}

function fits(attempt: OpenAttempt, message: UnclaimedMessage): boolean {
  const distance = Number(message.sentAt) - Number(attempt.startedAt);
  const longest = Math.max(later, Number(attempt.until ?? 0) - Number(attempt.startedAt));
  if (distance < -earlier || distance > longest || message.text === undefined) return false;
  if (plainText(message.text) !== plainText(attempt.text)) return false;
  const recipient = canonicalRecipient(attempt.recipient);
  return [message.remoteJid, message.remoteJidAlt].some(
    (jid) => jid !== undefined && canonicalRecipient(jid) === recipient,
  );
}

const plainText = (text: string): string => text.normalize('NFC').trim();
const keyOf = (attempt: OpenAttempt): string => `${canonicalRecipient(attempt.recipient)} ${plainText(attempt.text)}`;
