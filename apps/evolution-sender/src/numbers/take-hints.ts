import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

/** Evolution says that something happened to a number's connection. Undated and unordered, it is only a reason to ask, and to look for what was missed. */
@Injectable()
export class TakeHints {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute(numberIds: string[]): Promise<void> {
    if (numberIds.length === 0) return;
    await this.database.query(
      `UPDATE number SET next_check_at = least(next_check_at, $2), next_backfill_at = least(next_backfill_at, $2) WHERE id = ANY($1::uuid[])`,
      [[...new Set(numberIds)].sort(), this.clock.now()],
    );
  }
}
