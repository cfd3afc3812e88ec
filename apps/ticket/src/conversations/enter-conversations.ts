import type { Transaction } from '@bkcrm/database';
import type { ArrivingRow } from '../inbound/store/inbound-work.js';

/** What messages that come into a conversation do to it. */
interface Entry {
  id: string;
  /** How many of them take a turn. */
  turns: number;
  address?: string;
  at?: Date;
}

/**
 * Gives each message of a ticket that is no history the next turn of its conversation, in the order given; and answers go to where the
 * contact last wrote from, by WhatsApp's time. Contacts are locked by the caller.
 */
export async function enterConversations(tx: Transaction, rows: ArrivingRow[]): Promise<void> {
  const entries = new Map<string, Entry>();
  for (const row of rows) {
    const { conversationId: id, message } = row;
    const entry = entries.get(id) ?? { id, turns: 0 };
    entries.set(id, entry);
    if (takesTurn(row)) entry.turns += 1;
    if (message.fromMe || (entry.at !== undefined && message.sentAt < entry.at)) continue;
    entry.address = message.chat.address;
    entry.at = message.sentAt;
  }
  if (entries.size === 0) return;
  const known = await tx.query<{ id: string; before: number }>(
    `UPDATE conversation c SET last_turn = c.last_turn + r.turns, address = CASE WHEN c.address_at < r.at THEN r.address ELSE c.address END,
       address_at = greatest(c.address_at, r.at)
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, turns int, address text, at timestamptz)
     WHERE c.id = r.id RETURNING c.id, c.last_turn - r.turns AS before`,
    [JSON.stringify([...entries.values()])],
  );
  const next = new Map(known.map(({ id, before }) => [id, before + 1]));
  for (const row of rows.filter(takesTurn)) {
    const turn = next.get(row.conversationId);
    if (turn === undefined) throw new Error('a message without a conversation');
    row.turn = turn;
    next.set(row.conversationId, turn + 1);
  }
}

const takesTurn = ({ ticketId, origin }: ArrivingRow): boolean => ticketId !== null && origin !== 'history';
