import type { StaleAfter, StaleReply } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import type { RequestRefused } from '@bkcrm/messaging';
import { loadMessages, maySee, ticketAudience } from '@bkcrm/read-model';
import type { Actor } from '../agents/actor.js';
import { refusals } from '../requests/refusals.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';

const mostNewer = 20;

/**
 * What others have said in the ticket's conversation since the author of a reply looked; ids, the oldest first. Asked behind the lock of
 * the ticket, so that the answer stays true until the commit.
 * @param seen the latest turn that the author has seen
 */
export async function findNewer(
  tx: Transaction,
  ticketId: string,
  authorId: string,
  { seen, staleAfter = 'anybody' }: { seen: number; staleAfter?: StaleAfter },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM message WHERE conversation_id = (SELECT conversation_id FROM ticket WHERE id = $1) AND turn > $2
       AND author_id IS DISTINCT FROM $3::uuid AND ($4 = 'anybody' OR direction = 'out') ORDER BY turn DESC LIMIT ${mostNewer}`,
    [ticketId, seen, authorId, staleAfter],
  );
  return rows.map(({ id }) => id).toReversed();
}

/** Why a reply is refused that others have spoken before, with what they said. */
export async function staleRefusal(
  tx: Transaction,
  actor: Actor,
  ticket: LockedTicket,
  newerIds: string[],
): Promise<RequestRefused> {
  return refusals.replyStale({
    turn: await lastTurn(tx, ticket.conversationId),
    newer: await newer(tx, actor, ticket, newerIds),
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
