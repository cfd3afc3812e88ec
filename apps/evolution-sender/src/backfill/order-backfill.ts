import type { OrderBackfillRequest, RequestBody } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { requireAdministrator } from '../agents/require-administrator.js';
import { refusals } from '../requests/refusals.js';
import { backfillSince } from './domain/backfill-window.js';
import type { BackfillMarks } from './domain/backfill-window.js';

/** An administrator wants what Evolution has stored to be looked through, now or as soon as the number is connected. */
@Injectable()
export class OrderBackfill {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws RequestRefused */
  async execute({
    actorId,
    numberId,
    since,
  }: RequestBody<OrderBackfillRequest>): Promise<OrderBackfillRequest['reply']> {
    await requireAdministrator(this.database, actorId);
    const now = this.clock.now();
    const [marks] = await this.database.query<BackfillMarks>(
      `UPDATE number SET next_backfill_at = $2, backfill_from = least(backfill_from, $3) WHERE id = $1 AND task IS NULL
       RETURNING adopted_at AS "adoptedAt", backfilled_until AS "backfilledUntil", gap_since AS "gapSince", gap_until AS "gapUntil",
         backfill_from AS "backfillFrom"`,
      [numberId, now, since ?? null],
    );
    if (marks === undefined) throw refusals.numberNotFound();
    return { numberId, since: backfillSince(marks, now).toISOString() };
  }
}
