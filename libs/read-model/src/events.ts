import type { Audience, EventHead, LiveEventType, LoggedEvent } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';

interface EventDbRow {
  seq: string;
  type: LiveEventType;
  at: Date;
  data: LoggedEvent['data'];
  ticket_id: string | null;
  audience_before: Audience | null;
  audience_after: Audience;
  received_at: Date | null;
  traceparent: string | null;
}

/**
 * The head of the log and the database's epoch: derived from a stored identity, the cluster's system identifier and its WAL timeline,
 * so that a restored copy or a promoted standby has another one by itself.
 */
export async function readHead(db: Queryable): Promise<EventHead> {
  const [row] = await db.query<{ seq: string; epoch: string }>(
    'SELECT seq, ticket.database_epoch() AS epoch FROM ticket.event_head',
  );
  if (row === undefined) throw new Error('the event log has no head row');
  return { epoch: row.epoch, seq: Number(row.seq) };
}

/**
 * The same together with the rights of an agent at that moment, in one statement. Null when there is no such agent.
 */
export async function readHeadFor(
  db: Queryable,
  agentId: string,
): Promise<EventHead & { rightsVersion: number | null }> {
  const [row] = await db.query<{ seq: string; epoch: string; version: number | null }>(
    `SELECT seq, ticket.database_epoch() AS epoch, (SELECT rights_version FROM ticket.agent WHERE id = $1::uuid) AS version
     FROM ticket.event_head`,
    [agentId],
  );
  if (row === undefined) throw new Error('the event log has no head row');
  return { epoch: row.epoch, seq: Number(row.seq), rightsVersion: row.version };
}

/** The smallest number still kept; one more than the head when the log is empty. */
export async function readOldestSeq(db: Queryable): Promise<number> {
  const [row] = await db.query<{ oldest: string }>(
    `SELECT coalesce((SELECT last_seq - size + 1 FROM ticket.event_batch WHERE last_seq IS NOT NULL ORDER BY last_seq LIMIT 1),
       (SELECT seq + 1 FROM ticket.event_head)) AS oldest`,
  );
  return Number(row?.oldest ?? 1);
}

/** At most `limit` events after number `after`, in order. Not filtered: the caller knows the audience rule. */
export async function readEventsAfter(db: Queryable, after: number, limit: number): Promise<LoggedEvent[]> {
  const rows = await db.query<EventDbRow>(
    `SELECT (b.last_seq - b.size + e.ordinal) AS seq, e.type, b.at, e.data, e.ticket_id, e.audience_before, e.audience_after, e.received_at, e.traceparent
     FROM ticket.event_batch b JOIN ticket.event e ON e.batch_id = b.id
     WHERE b.last_seq > $1 AND (b.last_seq - b.size + e.ordinal) > $1
     ORDER BY b.last_seq, e.ordinal LIMIT $2`,
    [after, limit],
  );
  return rows.map((row) => ({
    seq: Number(row.seq),
    type: row.type,
    at: row.at.toISOString(),
    data: row.data,
    ticketId: row.ticket_id,
    audienceBefore: row.audience_before,
    audienceAfter: row.audience_after,
    receivedAt: row.received_at?.toISOString() ?? null,
    traceparent: row.traceparent,
  }));
}
