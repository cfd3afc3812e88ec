import type { Transaction } from '@bkcrm/database';
import { findStoredMessages } from '../../messages/find-stored-messages.js';
import type { ArrivingRow } from '../store/inbound-work.js';

/**
 * Echoes of API sends (or what a back-fill found of them) that may be our own, whose send has not been answered yet, are set aside: the answer claims them by id,
 * and what nobody claims was sent by another program. Returns the messages to store now.
 */
export async function holdEchoes(tx: Transaction, arrivals: ArrivingRow[]): Promise<ArrivingRow[]> {
  const echoes = arrivals.filter(
    ({ origin, message }) => origin === 'api' || (origin === 'backfill' && message.fromMe),
  );
  if (echoes.length === 0) return arrivals;
  const busy = await tx.query<{ number_id: string }>(
    `SELECT DISTINCT number_id FROM message
     WHERE number_id = ANY($1::uuid[]) AND whatsapp_id IS NULL AND position IS NOT NULL AND status IN ('queued', 'sending', 'unknown')`,
    [[...new Set(echoes.map((row) => row.number.id))]],
  );
  const busyNumbers = new Set(busy.map((row) => row.number_id));
  const candidates = echoes.filter((row) => busyNumbers.has(row.number.id));
  const known = await findStoredMessages(
    tx,
    candidates.map((row) => ({ numberId: row.number.id, whatsappId: row.message.whatsappId })),
  );
  const settled = new Set(
    known.filter((message) => message.fromMe).map((message) => `${message.numberId}:${message.whatsappId}`),
  );
  const held = candidates.filter((row) => !settled.has(`${row.number.id}:${row.message.whatsappId}`));
  if (held.length === 0) return arrivals;
  tx.write(
    `INSERT INTO unclaimed_echo (number_id, whatsapp_id, fact, webhook_received_at)
     SELECT "numberId", "whatsappId", fact, "receivedAt"
     FROM jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, "whatsappId" text, fact jsonb, "receivedAt" timestamptz) ON CONFLICT DO NOTHING`,
    [
      JSON.stringify(
        held.map((row) => ({
          numberId: row.number.id,
          whatsappId: row.message.whatsappId,
          fact: { type: 'message', origin: 'api', message: row.message, file: row.file },
          receivedAt: row.cause.receivedAt,
        })),
      ),
    ],
  );
  return arrivals.filter((row) => !held.includes(row));
}
