import type { Transaction } from '@bkcrm/database';
import { matchEchoes } from './domain/match-echoes.js';
import type { Echo, OpenCommand } from './domain/match-echoes.js';
import { settleAsSent } from './settle-as-sent.js';

/** Settles a number's unknown commands whose echo has been seen. @returns how many */
export async function settleByEchoes(tx: Transaction, numberId: string, at: Date): Promise<number> {
  const commands = await findOpenCommands(tx, numberId);
  if (!commands.some((command) => command.state === 'unknown')) return 0;
  const echoes = await tx.query<Echo>(
    `SELECT whatsapp_id AS "whatsappId", remote_jid AS "remoteJid", text, at FROM seen_echo
     WHERE number_id = $1 AND claimed_by IS NULL AND at >= $2 ORDER BY at LIMIT 2000`,
    [numberId, new Date(Math.min(...commands.map((command) => Number(command.attemptStartedAt))))],
  );
  let settled = 0;
  for (const { command, echo } of matchEchoes(commands, echoes))
    if (await settleAsSent(tx, { ...command, numberId }, echo, at)) settled += 1;
  return settled;
}

/** Commands that were begun and are not settled, oldest first. */
export async function findOpenCommands(tx: Transaction, numberId: string): Promise<OpenCommand[]> {
  return tx.query<OpenCommand>(
    `SELECT c.id, c.state, c.recipient, c.text, a.started_at AS "attemptStartedAt"
     FROM send_command c
     CROSS JOIN LATERAL (SELECT started_at FROM send_attempt WHERE command_id = c.id ORDER BY ordinal DESC LIMIT 1) a
     WHERE c.number_id = $1 AND c.state IN ('sending', 'unknown') ORDER BY a.started_at, c.id`,
    [numberId],
  );
}
