import type { FetchFile } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

/** Writes down which files are wanted. One that is wanted again is tried at once. */
@Injectable()
export class AcceptFileOrders {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute(order: FetchFile): Promise<void> {
    await this.database.query(
      `INSERT INTO file_order (attachment_id, number_id, message, media_url, declared_type, ordered_at, next_attempt_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6)
       ON CONFLICT (attachment_id) DO UPDATE SET next_attempt_at = least(file_order.next_attempt_at, $6) WHERE file_order.attempts > 0`,
      [
        order.attachmentId,
        order.numberId,
        JSON.stringify(order.message),
        order.mediaUrl ?? null,
        order.mimeType ?? null,
        this.clock.now(),
      ],
    );
  }
}
