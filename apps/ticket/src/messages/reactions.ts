import type { Transaction } from '@bkcrm/database';

export interface ReactionChange {
  type: 'reaction';
  /** `us`, `contact`, or in groups who reacted, as a JID. */
  by: string;
  /** Empty = withdrawn. */
  emoji: string;
  at: Date;
}

/** Stores reactions; per person the latest counts, by WhatsApp's time. Returns the messages that changed. */
export async function storeReactions(
  tx: Transaction,
  reactions: { messageId: string; change: ReactionChange }[],
): Promise<string[]> {
  const latest = new Map<string, { messageId: string; by: string; emoji: string; at: Date }>();
  for (const { messageId, change } of reactions) {
    const key = `${messageId}:${change.by}`;
    const known = latest.get(key);
    const isLater =
      known === undefined ||
      change.at > known.at ||
      (Number(change.at) === Number(known.at) && change.emoji > known.emoji);
    if (isLater) latest.set(key, { messageId, by: change.by, emoji: change.emoji, at: change.at });
  }
  if (latest.size === 0) return [];
  const rows = await tx.query<{ message_id: string }>(
    `INSERT INTO reaction (message_id, "by", emoji, at)
     SELECT "messageId", "by", emoji, at FROM jsonb_to_recordset($1::jsonb) AS r("messageId" uuid, "by" text, emoji text, at timestamptz)
     ON CONFLICT (message_id, "by") DO UPDATE SET emoji = excluded.emoji, at = excluded.at
     WHERE (reaction.at, reaction.emoji) < (excluded.at, excluded.emoji) RETURNING message_id`,
    [JSON.stringify([...latest.values()])],
  );
  return rows.map((row) => row.message_id);
}
