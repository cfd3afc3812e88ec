import type { Queryable } from '@bkcrm/database';
import type { Head } from './domain/turns.js';

/**
 * A command can overtake an earlier one of its conversation on the way here. It waits this long, in seconds, for a
 * predecessor that has not arrived.
 */
const graceSeconds = 2;

/**
 * The oldest unsettled command of every conversation of a number, at most `limit`. Jumps from conversation to conversation
 * in the index: thousands of messages behind a head cost nothing.
 */
export function findHeads(database: Queryable, numberId: string, limit = 500): Promise<Head[]> {
  const head = `SELECT id, conversation_id, position, state, queued_at, next_attempt_at, created_at FROM send_command
    WHERE number_id = $1 AND settled_at IS NULL`;
  return database.query<Head>(
    `WITH RECURSIVE head AS (
       (${head} ORDER BY conversation_id, position, id LIMIT 1)
       UNION ALL
       SELECT following.* FROM head, LATERAL
         (${head} AND conversation_id > head.conversation_id ORDER BY conversation_id, position, id LIMIT 1) following
     )
     SELECT id AS "commandId", conversation_id AS "conversationId", state, queued_at AS "queuedAt",
       CASE WHEN position <= 1 OR EXISTS (SELECT 1 FROM send_command earlier
              WHERE earlier.conversation_id = head.conversation_id AND earlier.position = head.position - 1)
            THEN next_attempt_at ELSE greatest(next_attempt_at, created_at + make_interval(secs => ${graceSeconds})) END AS "nextAttemptAt"
     FROM head LIMIT $2`,
    [numberId, limit],
  );
}
