import type { Match } from './match-echoes.js';
import { canonicalRecipient } from './recipient.js';

interface Attempt {
  commandId: string;
  recipient: string;
  startedAt: Date;
}

/** A message of ours of which nothing is known but that it exists. */
export interface UnclaimedStatus {
  whatsappId: string;
  remoteJid: string | null;
  /** By our clock. */
  receivedAt: Date;
}

/** Statuses come at once, unless the phone is off; an attempt itself may take this long. Milliseconds. */
const later = 180_000;

/**
 * Which statuses prove which attempts. A status says nothing about the content, so it counts only when nothing else is possible:
 * one status in the chat and the time of one attempt.
 */
export function matchStatuses(attempts: readonly Attempt[], statuses: readonly UnclaimedStatus[]): Match[] {
  return attempts.flatMap((attempt) => {
    const [status, ...others] = statuses.filter((candidate) => fits(attempt, candidate));
    if (status === undefined || others.length > 0) return [];
    if (attempts.some((other) => other !== attempt && fits(other, status))) return [];
    const { whatsappId, remoteJid } = status;
    return [{ commandId: attempt.commandId, whatsappId, remoteJid: remoteJid ?? attempt.recipient }];
  });
}

function fits(attempt: Attempt, { remoteJid, receivedAt }: UnclaimedStatus): boolean {
  const distance = Number(receivedAt) - Number(attempt.startedAt);
  if (remoteJid === null || distance < 0 || distance > later) return false;
  return canonicalRecipient(remoteJid) === canonicalRecipient(attempt.recipient);
}
