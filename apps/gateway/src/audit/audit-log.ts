import type { Queryable } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';
import type { Caller } from '../http/caller.js';

/** Everything that the audit log knows of. */
export const auditedActs = [
  'login.succeeded',
  'login.failed',
  'session.ended',
  'session.refresh-reused',
  'password.changed',
  'password.reset-link-issued',
  'password.reset',
  'agent.created',
  'agent.changed',
  'api-token.issued',
  'api-token.revoked',
  'two-factor.enabled',
  'two-factor.disabled',
  'two-factor.recovery-code-used',
  'backup.started',
  'backup.downloaded',
  'integration.acted',
  'letter.replayed',
  'letter.discarded',
  'contact.exported',
  'contact.erased',
] as const;
export type AuditedAct = (typeof auditedActs)[number];

export interface AuditRecord {
  act: AuditedAct;
  actorId: string | null;
  subjectId?: string | null;
  caller: Caller | null;
  /** Never a secret. */
  details?: Record<string, unknown>;
}

/** Adds to the audit log, in the transaction of the act where there is one: no act without its entry. */
export async function audit(db: Queryable, entry: AuditRecord): Promise<void> {
  const { act, actorId, subjectId = null, caller, details = {} } = entry;
  await db.query(
    `INSERT INTO gateway.audit_entry (id, act, actor_id, subject_id, address, user_agent, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [uuid(), act, actorId, subjectId, caller?.address ?? null, caller?.userAgent ?? null, JSON.stringify(details)],
  );
}
