import type { Transaction } from '@bkcrm/database';
import type { OpenAttempt, UnclaimedMessage } from './domain/match-echoes.js';
import type { UnclaimedStatus } from './domain/match-statuses.js';

/** A message that turns up this late still settles its attempt, in milliseconds. */
const lateMs = 3_600_000;

/** The attempts of a number of which it is not known what became; those without an answer are locked. */
export async function findUndecided(tx: Transaction, numberId: string, now: Date): Promise<OpenAttempt[]> {
  // An act is not looked for: it is done again.
  const select = `SELECT c.id AS "commandId", c.recipient, c.content, a.started_at AS "startedAt", c.state = 'sending' AS pending,
      CASE WHEN a.error = 'restored' THEN a.finished_at END AS until
    FROM send_command c JOIN send_attempt a ON a.command_id = c.id AND a.number = c.attempts WHERE c.number_id = $1 AND NOT c.repeatable`;
  const unknown = await tx.query<OpenAttempt>(
    `${select} AND c.state = 'unknown' AND (c.settled_at IS NULL OR c.settled_at > $2) ORDER BY c.id FOR NO KEY UPDATE OF c`,
    [numberId, new Date(Number(now) - lateMs)],
  );
  const pending = await tx.query<OpenAttempt>(`${select} AND c.settled_at IS NULL AND c.state = 'sending'`, [numberId]);
  return [...unknown, ...pending];
}

export function findUnclaimedEchoes(tx: Transaction, numberId: string): Promise<UnclaimedMessage[]> {
  return tx.query<UnclaimedMessage>(
    `SELECT whatsapp_id AS "whatsappId", remote_jid AS "remoteJid", remote_jid_alt AS "remoteJidAlt", content, sent_at AS "sentAt"
     FROM unclaimed_echo e WHERE number_id = $1 AND NOT EXISTS (
       SELECT 1 FROM send_attempt a WHERE a.number_id = e.number_id AND a.whatsapp_id = e.whatsapp_id)`,
    [numberId],
  );
}

/** A WhatsApp message settles one attempt: those that have settled one are taken out. */
export async function withoutClaimed<T extends UnclaimedMessage>(
  tx: Transaction,
  numberId: string,
  messages: T[],
): Promise<T[]> {
  const rows = await tx.query<{ whatsapp_id: string }>(
    'SELECT whatsapp_id FROM send_attempt WHERE number_id = $1 AND whatsapp_id = ANY($2)',
    [numberId, messages.map(({ whatsappId }) => whatsappId)],
  );
  const claimed = new Set(rows.map((row) => row.whatsapp_id));
  return messages.filter(({ whatsappId }) => !claimed.has(whatsappId));
}

/** Messages of ours that nobody has claimed, and of which not even the content is known. */
export function findUnclaimedStatuses(tx: Transaction, numberId: string): Promise<UnclaimedStatus[]> {
  return tx.query<UnclaimedStatus>(
    `SELECT whatsapp_id AS "whatsappId", remote_jid AS "remoteJid", received_at AS "receivedAt"
     FROM unclaimed_status s WHERE number_id = $1 AND NOT is_foreign
       AND NOT EXISTS (SELECT 1 FROM send_attempt a WHERE a.number_id = s.number_id AND a.whatsapp_id = s.whatsapp_id)
       AND NOT EXISTS (SELECT 1 FROM unclaimed_echo e WHERE e.number_id = s.number_id AND e.whatsapp_id = s.whatsapp_id)`,
    [numberId],
  );
}
