import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

/** Notes what goes on between a number and us. */
@Injectable()
export class CountTraffic {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Webhooks of these numbers came. */
  async execute(numberIds: string[]): Promise<void> {
    if (numberIds.length === 0) return;
    await this.database.query(
      `INSERT INTO number_traffic (number_id, last_webhook_at) SELECT id, $2 FROM unnest($1::uuid[]) AS seen(id) ORDER BY id
       ON CONFLICT (number_id) DO UPDATE SET last_webhook_at = excluded.last_webhook_at`,
      [[...new Set(numberIds)], this.clock.now()],
    );
  }
}
