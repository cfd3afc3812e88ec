import type { Queryable } from '@bkcrm/database';

/**
 * Notes in the audit log what the system has erased by itself: by its settings, or again after a restore. Each is noted once, under its own
 * id, by whichever replica comes first. @returns how many there were
 */
export async function noteErasures(db: Queryable): Promise<number> {
  const rows = await db.query(
    `INSERT INTO gateway.audit_entry (id, at, act, subject_id, details)
     SELECT id, finished_at, 'contact.erased', contact_id,
       jsonb_build_object('reason', reason, 'before', before, 'messages', messages, 'tickets', tickets, 'files', files)
     FROM ticket.erasure WHERE requested_by IS NULL AND state = 'done' AND finished_at > now() - interval '7 days'
     ON CONFLICT DO NOTHING RETURNING 1`,
  );
  return rows.length;
}
