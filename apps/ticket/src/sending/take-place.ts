import type { MessageStatus } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { countInLedger } from '../ledger/count-in-ledger.js';

/** A message that was taken for another program's, until the send that it came of was known. */
export interface Replaced {
  id: string;
  /** Ours, which takes its place. */
  byId: string;
  status: MessageStatus;
  ticketId: string | null;
  departmentId: string | null;
  assigneeId: string | null;
}

/** What the ledger needs of a row that goes. */
interface Counted {
  numberId: string;
  storedAt: Date;
  origin: string;
}

const perReplaced = `jsonb_to_recordset($1::jsonb) AS r(id uuid, "byId" uuid)`;

/**
 * Removes messages that were stored as sent by another program and turn out to be ours. What happened to them meanwhile goes
 * over to our message: what agents and customers did to it, its wording, that it was deleted. Their status is for the caller to merge.
 * @param sent our messages, with the WhatsApp ids that are theirs
 */
export async function takePlace(
  tx: Transaction,
  sent: { id: string; numberId: string; whatsappId: string | null }[],
): Promise<Replaced[]> {
  const replaced = await tx.query<
    Replaced & Counted & { text: string | null; editedAt: Date | null; deletedAt: Date | null }
  >(
    `DELETE FROM message m USING jsonb_to_recordset($1::jsonb) AS r(id uuid, "numberId" uuid, "whatsappId" text)
     WHERE m.number_id = r."numberId" AND m.whatsapp_id = r."whatsappId" AND m.from_me AND m.id <> r.id
     RETURNING m.id, r.id AS "byId", m.number_id AS "numberId", m.received_at AS "storedAt", m.origin, m.status, m.text, m.edited_at AS "editedAt", m.deleted_at AS "deletedAt", m.ticket_id AS "ticketId",
       (SELECT t.department_id FROM ticket t WHERE t.id = m.ticket_id) AS "departmentId",
       (SELECT t.assignee_id FROM ticket t WHERE t.id = m.ticket_id) AS "assigneeId"`,
    [JSON.stringify(sent)],
  );
  if (replaced.length === 0) return replaced;
  countInLedger(
    tx,
    replaced
      .filter(({ origin }) => origin !== 'agent')
      .map(({ numberId, storedAt }) => ({ numberId, storedAt, what: 'replaced' })),
  );
  const values = [JSON.stringify(replaced)];
  tx.write(
    `UPDATE message m SET text = CASE WHEN r."editedAt" IS NULL THEN m.text ELSE r.text END, edited_at = coalesce(r."editedAt", m.edited_at),
       deleted_at = coalesce(m.deleted_at, r."deletedAt")
     FROM jsonb_to_recordset($1::jsonb) AS r("byId" uuid, text text, "editedAt" timestamptz, "deletedAt" timestamptz) WHERE m.id = r."byId"`,
    values,
  );
  tx.write(`UPDATE act a SET message_id = r."byId" FROM ${perReplaced} WHERE a.message_id = r.id`, values);
  tx.write(
    `WITH moved AS (DELETE FROM reaction x USING ${perReplaced} WHERE x.message_id = r.id RETURNING r."byId", x."by", x.emoji, x.at)
     INSERT INTO reaction (message_id, "by", emoji, at) SELECT * FROM moved ON CONFLICT DO NOTHING`,
    values,
  );
  tx.write(
    `WITH moved AS (DELETE FROM message_edit e USING ${perReplaced} WHERE e.message_id = r.id RETURNING r."byId", e.edited_at, e.hash, e.text)
     INSERT INTO message_edit (message_id, edited_at, hash, text) SELECT * FROM moved ON CONFLICT DO NOTHING`,
    values,
  );
  tx.write(`DELETE FROM attachment f USING ${perReplaced} WHERE f.message_id = r.id`, values);
  return replaced;
}
