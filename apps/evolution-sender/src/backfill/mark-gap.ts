import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

/** Notes that webhooks may have got lost, and brings the back-fill forward. */
@Injectable()
export class MarkGap {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Ids that are no number's are left out. */
  async execute(gaps: { numberId: string; since: Date }[]): Promise<void> {
    if (gaps.length === 0) return;
    await this.database.query(
      `UPDATE number n SET next_backfill_at = least(next_backfill_at, $2), gap_until = $2::timestamptz + interval '15 minutes',
         gap_since = least(gap.since, CASE WHEN gap_until > $2 THEN gap_since END)
       FROM (SELECT "numberId", min(since) AS since FROM jsonb_to_recordset($1::jsonb) AS r("numberId" text, since timestamptz) GROUP BY 1) gap
       WHERE n.id::text = gap."numberId"`,
      [JSON.stringify(gaps), this.clock.now()],
    );
  }
}
