import type { StaleAfter, StaleReply } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import type { RequestRefused } from '@bkcrm/messaging';
import { loadMessages, maySee, ticketAudience } from '@bkcrm/read-model';
import type { Actor } from '../agents/actor.js';
import { refusals } from '../requests/refusals.js';
import type { LockedTicket } from '../tickets/lock-ticket.js';

const mostNewer = 20;

/** What the author of a reply has seen of a conversation. */
export interface Look {
  ticketId: string;
  actorId: string;
  /** The latest turn that they have seen; absent: they do not mind what others say. */
  seen?: number;
  staleAfter?: StaleAfter;
}

/**
 * What others have said in tickets' conversations since the authors of replies looked: ids by ticket, the oldest first. Asked behind the
 * lock of the tickets, so that the answer stays true until the commit.
 * @param looks one for each ticket
 */
export async function findNewer(tx: Transaction, looks: Look[]): Promise<Map<string, string[]>> {
  const asked = looks
    .filter(({ seen }) => seen !== undefined)
    .map(({ ticketId, actorId, seen, staleAfter = 'anybody' }) => ({ ticketId, actorId, seen, staleAfter }));
  if (asked.length === 0) return new Map();
  const rows = await tx.query<{ ticketId: string; ids: string[] }>(
    `SELECT l."ticketId", newer.ids FROM jsonb_to_recordset($1::jsonb) AS l("ticketId" uuid, "actorId" uuid, seen int, "staleAfter" text)
     JOIN ticket t ON t.id = l."ticketId" CROSS JOIN LATERAL (
       SELECT array_agg(m.id ORDER BY m.turn) AS ids FROM (
         SELECT id, turn FROM message WHERE conversation_id = t.conversation_id AND turn > l.seen
           AND author_id IS DISTINCT FROM l."actorId" AND (l."staleAfter" = 'anybody' OR direction = 'out') ORDER BY turn DESC LIMIT ${mostNewer}) m) newer
     WHERE newer.ids IS NOT NULL`,
    [JSON.stringify(asked)],
  );
  return new Map(rows.map(({ ticketId, ids }) => [ticketId, ids]));
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
