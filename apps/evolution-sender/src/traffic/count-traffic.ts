import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { MarkGap } from '../backfill/mark-gap.js';
import { startOfHour } from './domain/traffic-norm.js';

/** Whether nothing happened for so long, or was not told to us, nobody can know. Milliseconds. */
const quietMs = 10 * 60_000;

/** Something that came over a number. */
export interface NumberTraffic {
  numberId: string;
  /** How many messages of contacts that were. */
  messages: number;
}

/** Notes what comes from the numbers. */
@Injectable()
export class CountTraffic {
  constructor(
    private readonly database: Database,
    private readonly markGap: MarkGap,
    private readonly clock: Clock,
  ) {}

  async execute(traffic: NumberTraffic[]): Promise<void> {
    if (traffic.length === 0) return;
    const now = this.clock.now();
    const messages = new Map<string, number>();
    for (const one of traffic) messages.set(one.numberId, (messages.get(one.numberId) ?? 0) + one.messages);
    const rows = [...messages].map(([id, count]) => ({ id, messages: count }));
    const before = await this.database.query<{ numberId: string; since: Date | null }>(
      `WITH seen AS (SELECT id, messages FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, messages int)),
         before AS (SELECT number_id, last_webhook_at FROM number_traffic WHERE number_id IN (SELECT id FROM seen)),
         noted AS (INSERT INTO number_traffic AS t (number_id, last_webhook_at, last_in_at, hour_at, hour_count)
           SELECT id, $2, CASE WHEN messages > 0 THEN $2::timestamptz END, $3, messages FROM seen ORDER BY id
           ON CONFLICT (number_id) DO UPDATE SET last_webhook_at = $2, last_in_at = coalesce(excluded.last_in_at, t.last_in_at),
             hour_at = coalesce(t.hour_at, $3), hour_count = t.hour_count + excluded.hour_count)
       SELECT number_id AS "numberId", last_webhook_at AS since FROM before`,
      [JSON.stringify(rows), now, startOfHour(now)],
    );
    const gaps = before.flatMap(({ numberId, since }) =>
      since !== null && Number(now) - Number(since) > quietMs ? [{ numberId, since }] : [],
    );
    await this.markGap.execute(gaps);
  }
}
