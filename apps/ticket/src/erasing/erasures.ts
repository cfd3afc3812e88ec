import type { ErasureResource } from '@bkcrm/contracts';
import type { Queryable, Transaction } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';

const columns = `id, contact_id AS "contactId", state, before, reason, requested_by AS "requestedBy", messages, tickets, files, letters, error,
  created_at AS "createdAt", finished_at AS "finishedAt"`;

type Row = Omit<ErasureResource, 'before' | 'createdAt' | 'finishedAt'> & {
  before: Date | null;
  createdAt: Date;
  finishedAt: Date | null;
};

export interface NewErasure {
  contactId: string;
  before: Date | null;
  reason: string;
  requestedBy: string | null;
}

/** The caller has locked the contact. @returns its id */
export async function insertErasure(tx: Transaction, erasure: NewErasure): Promise<string> {
  const { contactId, before, reason, requestedBy } = erasure;
  const id = uuid();
  await tx.query(
    'INSERT INTO ticket.erasure (id, contact_id, before, reason, requested_by) VALUES ($1, $2, $3, $4, $5)',
    [id, contactId, before, reason, requestedBy],
  );
  return id;
}

/** The latest erasure of everything of a contact. */
export async function findErasure(db: Queryable, contactId: string): Promise<ErasureResource | undefined> {
  const [row] = await db.query<Row>(
    `SELECT ${columns} FROM erasure WHERE contact_id = $1 AND before IS NULL ORDER BY created_at DESC LIMIT 1`,
    [contactId],
  );
  if (row === undefined) return undefined;
  const { before, createdAt, finishedAt } = row;
  return {
    ...row,
    before: before?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
