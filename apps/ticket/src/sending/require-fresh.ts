import type { StaleAfter, StaleReply } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages, maySee, ticketAudience } from '@bkcrm/read-model';
import type { Actor } from '../agents/actor.js';
import { refusals } from '../requests/refusals.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';

const mostNewer = 20;

/**
 * Nobody else has spoken since the actor looked. The ticket is locked, so this stays true until the commit.
 * @param seen the latest turn that the actor has seen
 * @throws RequestRefused `reply.stale`
 */
export async function requireFresh(
  tx: Transaction,
  actor: Actor,
  ticket: LockedTicket,
  seen: number,
  staleAfter: StaleAfter = 'anybody',
): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM message WHERE conversation_id = $1 AND turn > $2 AND author_id IS DISTINCT FROM $3::uuid
       AND ($4 = 'anybody' OR direction = 'out') ORDER BY turn DESC LIMIT ${mostNewer}`,
    [ticket.conversationId, seen, actor.id, staleAfter],
  );
  if (rows.length === 0) return;
  throw refusals.replyStale({
    turn: await lastTurn(tx, ticket.conversationId),
    newer: await newer(tx, actor, ticket, rows.map(({ id }) => id).toReversed()),
  });
}

/** A program may be allowed to send and not to read. */
async function newer(tx: Transaction, actor: Actor, ticket: LockedTicket, ids: string[]): Promise<StaleReply['newer']> {
  if (!maySee(actor, ticketAudience(ticket), 'tickets.read')) return [];
  const messages = await loadMessages(tx, ids);
  return ids.flatMap((id) => messages.get(id) ?? []);
}

async function lastTurn(tx: Transaction, conversationId: string): Promise<number> {
  const [row] = await tx.query<{ lastTurn: number }>('SELECT last_turn AS "lastTurn" FROM conversation WHERE id = $1', [
    conversationId,
  ]);
  return row?.lastTurn ?? 0;
}
