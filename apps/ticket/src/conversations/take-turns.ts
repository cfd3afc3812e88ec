import type { Transaction } from '@bkcrm/database';

/** Gives each message the next turn of its conversation, in the order given. Contacts are locked by the caller. */
export async function takeTurns(
  tx: Transaction,
  messages: { conversationId: string; turn: number | null }[],
): Promise<void> {
  if (messages.length === 0) return;
  const counts = new Map<string, number>();
  for (const { conversationId } of messages) counts.set(conversationId, (counts.get(conversationId) ?? 0) + 1);
  const rows = await tx.query<{ id: string; before: number }>(
    `UPDATE conversation c SET last_turn = c.last_turn + r.count FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, count int)
     WHERE c.id = r.id RETURNING c.id, c.last_turn - r.count AS before`,
    [JSON.stringify([...counts].map(([id, count]) => ({ id, count })))],
  );
  const next = new Map(rows.map(({ id, before }) => [id, before + 1]));
  for (const message of messages) {
    const turn = next.get(message.conversationId);
    if (turn === undefined) throw new Error('a message without a conversation');
    message.turn = turn;
    next.set(message.conversationId, turn + 1);
  }
}
