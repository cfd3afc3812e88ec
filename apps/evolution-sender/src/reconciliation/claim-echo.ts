import type { Transaction } from '@bkcrm/database';

/** Notes that a WhatsApp message is a command's, so that no other command can be settled by its echo. */
export async function claimEcho(
  tx: Transaction,
  command: { id: string; numberId: string; text: string },
  sent: { whatsappId: string; remoteJid: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO seen_echo (number_id, whatsapp_id, remote_jid, text, claimed_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (number_id, whatsapp_id) DO UPDATE SET claimed_by = excluded.claimed_by`,
    [command.numberId, sent.whatsappId, sent.remoteJid, command.text, command.id],
  );
}
