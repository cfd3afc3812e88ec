import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { MarkGap } from '../backfill/mark-gap.js';

/** Whether nothing happened for so long, or was not told to us, nobody can know. Milliseconds. */
const quietMs = 10 * 60_000;

/** Notes what goes on between a number and us. */
@Injectable()
export class CountTraffic {
  constructor(
    private readonly database: Database,
    private readonly markGap: MarkGap,
    private readonly clock: Clock,
  ) {}

  /** Webhooks of these numbers came. */
  async execute(numberIds: string[]): Promise<void> {
    if (numberIds.length === 0) return;
    const now = this.clock.now();
    const before = await this.database.query<{ numberId: string; since: Date }>(
      `WITH before AS (SELECT number_id, last_webhook_at FROM number_traffic WHERE number_id = ANY($1::uuid[])),
         noted AS (INSERT INTO number_traffic (number_id, last_webhook_at) SELECT id, $2 FROM unnest($1::uuid[]) AS seen(id) ORDER BY id
           ON CONFLICT (number_id) DO UPDATE SET last_webhook_at = excluded.last_webhook_at)
       SELECT number_id AS "numberId", last_webhook_at AS since FROM before`,
      [[...new Set(numberIds)], now],
    );
    await this.markGap.execute(before.filter(({ since }) => Number(now) - Number(since) > quietMs));
  }
}
