import type { Queryable } from '@bkcrm/database';
import type { Head } from './domain/turns.js';

export const headsPerPage = 500;

/** No conversation has it: before all of them. */
const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * A command can overtake an earlier one of its conversation on the way here: while a replica that held the earlier one dies,
 * the other delivers the later one. Within the last hour nothing is forgotten here, so a predecessor that was ordered then and is
 * missing has not arrived, and is waited for (seconds). Of an older one a command of an earlier release may say nothing.
 */
const grace = `CASE WHEN head.previous_queued_at > head.queued_at - interval '1 hour' THEN 90 ELSE 2 END`;

export interface HeadsWanted {
  numberId: string;
  /** Only conversations whose id comes after this one. */
  after: string | undefined;
  /** Milliseconds between two messages of a conversation. */
  gapMs: number;
}

/**
 * The oldest unsettled command of every conversation of a number, by the page. Jumps from conversation to conversation
 * in the index: thousands of messages behind a head cost nothing.
 */
export function findHeads(database: Queryable, { numberId, after, gapMs }: HeadsWanted): Promise<Head[]> {
  const head = `SELECT id, conversation_id, position, state, queued_at, previous_queued_at, next_attempt_at, created_at, purpose, first_contact FROM send_command
    WHERE number_id = $1 AND settled_at IS NULL`;
  const order = 'ORDER BY conversation_id, position, id LIMIT 1';
  return database.query<Head>(
    `WITH RECURSIVE head AS (
       (${head} AND conversation_id > $2 ${order})
       UNION ALL
       SELECT following.* FROM head, LATERAL (${head} AND conversation_id > head.conversation_id ${order}) following
     )
     SELECT head.id AS "commandId", head.conversation_id AS "conversationId", head.state, head.queued_at AS "queuedAt",
       head.purpose, head.first_contact AS "firstContact",
       greatest(head.next_attempt_at,
         CASE WHEN head.position > 1 AND earlier.id IS NULL THEN head.created_at + make_interval(secs => ${grace}) END,
         earlier.settled_at + make_interval(secs => $3::double precision / 1000)) AS "nextAttemptAt"
     FROM head LEFT JOIN LATERAL (
       SELECT id, settled_at FROM send_command WHERE conversation_id = head.conversation_id AND position = head.position - 1 LIMIT 1
     ) earlier ON true
     LIMIT ${headsPerPage}`,
    [numberId, after ?? beforeAll, gapMs],
  );
}
