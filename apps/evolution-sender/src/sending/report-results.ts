import { exchanges, SendResult } from '@bkcrm/contracts';
import type { SendState } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { writeOutbox } from '@bkcrm/outbox';

/** Where a command stands after a change of its row. */
export interface CommandStanding {
  id: string;
  numberId: string;
  state: SendState;
  revision: number;
  whatsappId?: string | null;
  remoteJid?: string;
  failure?: { code: string; message: string } | null;
}

/** Columns of `send_command` that make a CommandStanding, for RETURNING. */
export const standingColumns = `id, number_id AS "numberId", state, revision, whatsapp_id AS "whatsappId", failure`;

/** Tells ticket, in the transaction that changed the commands. */
export async function reportResults(tx: Transaction, standings: CommandStanding[], at: Date): Promise<void> {
  const { type } = SendResult;
  await writeOutbox(
    tx,
    standings.map(({ id, numberId, state, revision, whatsappId, remoteJid, failure }) => ({
      exchange: exchanges.results,
      routingKey: type,
      type,
      body: {
        commandId: id,
        numberId,
        state,
        revision,
        whatsappId: whatsappId ?? undefined,
        remoteJid,
        reason: failure ?? undefined,
        at: at.toISOString(),
      } satisfies SendResult,
    })),
  );
}
