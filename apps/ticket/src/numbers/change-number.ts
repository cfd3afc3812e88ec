import type { RequestBody, WhatsappNumberResource } from '@bkcrm/contracts';
import { ChangeNumberRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { recordNumberUpdated } from './record-number-event.js';
import { requireDepartment } from './require-department.js';

/** Renames a number, or gives its future tickets to another department; those that exist stay where they are. */
@Injectable()
export class ChangeNumber {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(request: RequestBody<ChangeNumberRequest>): Promise<WhatsappNumberResource> {
    return this.database.transaction(async (tx) => {
      await getActor(tx, request.actorId, 'numbers.manage');
      await requireDepartment(tx, request.departmentId);
      const [changed] = await tx.query(
        `UPDATE whatsapp_number SET name = coalesce($2, name), department_id = CASE WHEN $3 THEN $4 ELSE department_id END,
           version = version + 1 WHERE id = $1 AND removed_at IS NULL RETURNING 1`,
        [request.numberId, request.name ?? null, request.departmentId !== undefined, request.departmentId ?? null],
      );
      if (changed === undefined) throw refusals.numberNotFound();
      return recordNumberUpdated(tx, new EventRecorder(tx, this.feed), request.numberId);
    });
  }
}
