import type { Transaction } from '@bkcrm/database';
import { reportResults, standingColumns } from '../sending/report-results.js';
import type { CommandStanding } from '../sending/report-results.js';
import { claimEcho } from './claim-echo.js';

/** An unknown command turned out to be delivered. Does nothing when it is unknown no longer, or the message is another command's. */
export async function settleAsSent(
  tx: Transaction,
  command: { id: string; numberId: string; text: string },
  sent: { whatsappId: string; remoteJid: string },
  at: Date,
): Promise<boolean> {
  const [standing] = await tx.query<CommandStanding>(
    `UPDATE send_command SET state = 'sent', revision = revision + 1, failure = NULL, whatsapp_id = $3
     WHERE id = $1 AND state = 'unknown'
       AND NOT EXISTS (SELECT 1 FROM seen_echo e WHERE e.number_id = $2 AND e.whatsapp_id = $3 AND e.claimed_by IS NOT NULL)
     RETURNING ${standingColumns}`,
    [command.id, command.numberId, sent.whatsappId],
  );
  if (standing === undefined) return false;
  await claimEcho(tx, command, sent);
  await reportResults(tx, [{ ...standing, remoteJid: sent.remoteJid }], at);
  return true;
}
