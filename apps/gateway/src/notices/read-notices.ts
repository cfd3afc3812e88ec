import type { NoticeKind, NoticeResource } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';

const most = 500;

interface Row extends Omit<NoticeResource, 'begunAt' | 'overAt'> {
  kind: NoticeKind;
  begunAt: Date;
  overAt: Date | null;
}

/** Notices that are open, and those that have been over for no longer, the latest first. */
export async function readNotices(
  db: Queryable,
  { overWithinMinutes }: { overWithinMinutes: number },
): Promise<NoticeResource[]> {
  const rows = await db.query<Row>(
    `SELECT id, kind, subject, text, data, begun_at AS "begunAt", over_at AS "overAt" FROM notice
     WHERE over_at IS NULL OR over_at > now() - make_interval(mins => $1) ORDER BY begun_at DESC, id DESC LIMIT ${most}`,
    [overWithinMinutes],
  );
  return rows.map(({ begunAt, overAt, ...notice }) => ({
    ...notice,
    begunAt: begunAt.toISOString(),
    overAt: overAt?.toISOString() ?? null,
  }));
}
