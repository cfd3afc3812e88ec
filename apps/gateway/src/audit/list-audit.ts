import type { Queryable } from '@bkcrm/database';
import { isUUID } from 'class-validator';
import { problems } from '../http/problem.js';
import type { AuditEntryDto, AuditPage, ListAuditDto } from './audit.dto.js';

type Row = Omit<AuditEntryDto, 'at'> & { at: Date };

/** The audit log, the latest first. Ids are in the order of time, so an id is all that a page needs to go on from. */
export async function listAudit(db: Queryable, query: ListAuditDto): Promise<AuditPage> {
  const { act, actorId, subjectId, from, before, cursor, limit } = query;
  if (cursor !== undefined && !isUUID(cursor)) throw problems.invalidRequest({ cursor: ['cursor is not one of ours'] });
  const rows = await db.query<Row>(
    `SELECT id, at, act, actor_id AS "actorId", subject_id AS "subjectId", address, user_agent AS "userAgent", details
     FROM gateway.audit_entry
     WHERE ($1::text IS NULL OR act = $1) AND ($2::uuid IS NULL OR actor_id = $2) AND ($3::uuid IS NULL OR subject_id = $3)
       AND ($4::uuid IS NULL OR id < $4) AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
     ORDER BY id DESC LIMIT $7`,
    [act, actorId, subjectId, cursor, from, before, limit + 1].map((value) => value ?? null),
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
