import type { Transaction } from '@bkcrm/database';

/** What a merge changed, for the events to tell. */
export interface Merge {
  survivorId: string;
  /** Tickets whose contact, conversation or state changed. */
  ticketIds: string[];
  /** Messages that moved to another ticket or conversation. */
  messageIds: string[];
}

/**
 * Makes several contacts that are one person into one. The contact with an assigned open ticket survives, else the oldest.
 * Where two open tickets meet on one number, the assigned (else older) one survives and the other is resolved with `mergedInto`.
 */
export async function mergeContacts(tx: Transaction, contactIds: string[]): Promise<Merge> {
  const ids = [...contactIds].sort();
  await tx.query('SELECT id FROM contact WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  const [survivor] = await tx.query<{ id: string }>(
    `SELECT c.id FROM contact c WHERE c.id = ANY($1::uuid[]) AND c.merged_into IS NULL
     ORDER BY EXISTS (SELECT 1 FROM ticket t WHERE t.contact_id = c.id AND t.status IN ('pending', 'open') AND t.assignee_id IS NOT NULL) DESC,
       c.created_at, c.id LIMIT 1`,
    [ids],
  );
  if (survivor === undefined) return { survivorId: ids[0] ?? '', ticketIds: [], messageIds: [] };
  const losers = ids.filter((id) => id !== survivor.id);
  const messageIds = await mergeOpenTickets(tx, survivor.id, ids);
  const tickets = await tx.query<{ id: string }>('SELECT id FROM ticket WHERE contact_id = ANY($1::uuid[])', [ids]);
  messageIds.push(...(await mergeConversations(tx, survivor.id, ids)));
  await tx.query('UPDATE ticket SET contact_id = $1 WHERE contact_id = ANY($2::uuid[])', [survivor.id, losers]);
  await tx.query('UPDATE contact_identity SET contact_id = $1 WHERE contact_id = ANY($2::uuid[])', [
    survivor.id,
    losers,
  ]);
  await tx.query(
    `UPDATE contact s SET name = coalesce(s.name, (SELECT l.name FROM contact l WHERE l.id = ANY($2::uuid[]) AND l.name IS NOT NULL LIMIT 1)),
       phone = coalesce(s.phone, (SELECT l.phone FROM contact l WHERE l.id = ANY($2::uuid[]) AND l.phone IS NOT NULL LIMIT 1)),
       avatar_url = coalesce(s.avatar_url, (SELECT l.avatar_url FROM contact l WHERE l.id = ANY($2::uuid[]) AND l.avatar_url IS NOT NULL LIMIT 1))
     WHERE s.id = $1`,
    [survivor.id, losers],
  );
  await tx.query('UPDATE contact SET merged_into = $1 WHERE id = ANY($2::uuid[])', [survivor.id, losers]);
  const ticketIds = tickets.map((ticket) => ticket.id);
  await tx.query('UPDATE ticket SET version = version + 1 WHERE id = ANY($1::uuid[])', [ticketIds]);
  return { survivorId: survivor.id, ticketIds, messageIds: [...new Set(messageIds)] };
}

async function mergeOpenTickets(tx: Transaction, survivorId: string, contactIds: string[]): Promise<string[]> {
  const open = await tx.query<{ id: string; number_id: string; opened_at: Date }>(
    `SELECT id, number_id, opened_at FROM ticket WHERE contact_id = ANY($1::uuid[]) AND status IN ('pending', 'open')
     ORDER BY number_id, (assignee_id IS NOT NULL) DESC, opened_at, id FOR NO KEY UPDATE`,
    [contactIds],
  );
  const moved: string[] = [];
  const keptByNumber = new Map<string, { id: string }>();
  for (const ticket of open) {
    const kept = keptByNumber.get(ticket.number_id);
    if (kept === undefined) {
      keptByNumber.set(ticket.number_id, ticket);
      continue;
    }
    await tx.query(
      `UPDATE ticket SET status = 'resolved', resolved_at = now(), merged_into = $2, updated_at = now() WHERE id = $1`,
      [ticket.id, kept.id],
    );
    await tx.query('UPDATE ticket SET opened_at = least(opened_at, $2), updated_at = now() WHERE id = $1', [
      kept.id,
      ticket.opened_at,
    ]);
    const messages = await tx.query<{ id: string }>(
      'UPDATE message SET ticket_id = $2, version = version + 1 WHERE ticket_id = $1 RETURNING id',
      [ticket.id, kept.id],
    );
    moved.push(...messages.map((message) => message.id));
  }
  // The survivor's own tickets come first under the unique index of open tickets: nothing open may be left on the losers.
  await tx.query('UPDATE ticket SET contact_id = $1 WHERE id = ANY($2::uuid[])', [
    survivorId,
    [...keptByNumber.values()].map(({ id }) => id),
  ]);
  return moved;
}

async function mergeConversations(tx: Transaction, survivorId: string, contactIds: string[]): Promise<string[]> {
  const conversations = await tx.query<{ id: string; number_id: string }>(
    `SELECT id, number_id FROM conversation WHERE contact_id = ANY($1::uuid[]) ORDER BY number_id, (contact_id = $2) DESC, id`,
    [contactIds, survivorId],
  );
  const moved: string[] = [];
  const keptByNumber = new Map<string, string>();
  for (const conversation of conversations) {
    const kept = keptByNumber.get(conversation.number_id);
    if (kept === undefined) {
      keptByNumber.set(conversation.number_id, conversation.id);
      await tx.query('UPDATE conversation SET contact_id = $2 WHERE id = $1', [conversation.id, survivorId]);
      continue;
    }
    // Behind everything said in the other one: whoever looks at that has seen none of this.
    const messages = await tx.query<{ id: string }>(
      `UPDATE message SET conversation_id = $2, turn = turn + (SELECT k.last_turn FROM conversation k WHERE k.id = $2), version = version + 1
       WHERE conversation_id = $1 RETURNING id`,
      [conversation.id, kept],
    );
    moved.push(...messages.map((message) => message.id));
    await tx.query('UPDATE ticket SET conversation_id = $2 WHERE conversation_id = $1', [conversation.id, kept]);
    await tx.query(
      `UPDATE conversation k SET last_position = greatest(k.last_position, l.last_position), last_turn = k.last_turn + l.last_turn, last_ordered_at = NULL,
         address = CASE WHEN l.address_at > k.address_at THEN l.address ELSE k.address END, address_at = greatest(k.address_at, l.address_at)
       FROM conversation l WHERE k.id = $2 AND l.id = $1`,
      [conversation.id, kept],
    );
    await tx.query('DELETE FROM conversation WHERE id = $1', [conversation.id]);
  }
  return moved;
}
