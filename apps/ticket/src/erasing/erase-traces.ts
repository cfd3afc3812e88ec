import type { Transaction } from '@bkcrm/database';
import { eraseLetters } from '@bkcrm/personal-data';
import { wordsOf } from './domain/traces.js';
import type { Traces } from './domain/traces.js';

/**
 * Removes what is left of a person beside their messages: what letters, echoes and reactions say, the order to the sender, and the emptied
 * conversations. @returns how many letters there were
 */
export async function eraseTraces(
  tx: Transaction,
  erasure: { id: string; begunAt: Date },
  traces: Traces,
): Promise<number> {
  const { keys, addresses, conversationIds } = traces;
  const words = new Set(wordsOf(traces));
  const letters =
    (await eraseLetters(tx, 'dead_letter', words, erasure.begunAt)) +
    (await eraseLetters(tx, 'quarantined_event', words, erasure.begunAt));
  await tx.query(
    `DELETE FROM unclaimed_echo WHERE received_at <= $2 AND fact->'message'->>'senderKey' = ANY($1::text[])
       OR received_at <= $2 AND split_part(fact->'message'->'chat'->>'address', '@', 1) = ANY($3::text[])`,
    [keys, erasure.begunAt, addresses],
  );
  await tx.query(`DELETE FROM reaction WHERE split_part(split_part(by, '@', 1), ':', 1) = ANY($1::text[])`, [
    addresses,
  ]);
  await tx.query(`DELETE FROM outbox_message WHERE body->>'erasureId' = $1`, [erasure.id]);
  await tx.query('DELETE FROM conversation WHERE id = ANY($1::uuid[])', [conversationIds]);
  return letters;
}

/**
 * The log keeps its numbers: what events said of these tickets and their messages becomes their removal, so that whoever reads them
 * only now arrives at the same.
 */
export async function rewriteEvents(tx: Transaction, ticketIds: string[]): Promise<void> {
  await tx.query(
    `UPDATE event SET type = split_part(type, '.', 1) || '.removed',
       data = CASE WHEN type LIKE 'ticket.%' THEN json_build_object('id', ticket_id)
         ELSE json_build_object('id', data->>'id', 'ticketId', ticket_id) END
     WHERE ticket_id = ANY($1::uuid[]) AND type IN ('ticket.created', 'ticket.updated', 'message.created', 'message.updated')`,
    [ticketIds],
  );
}
