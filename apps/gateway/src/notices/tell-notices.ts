import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';
import { NoticeChannels } from './notice-channels.js';
import type { Told } from './notice-channels.js';

interface ClaimedNotice extends Omit<Told, 'isOver'> {
  id: string;
  overAt: Date | null;
}

/**
 * Tells of what has not been told yet. A replica claims a few notices for longer than telling them can take, so that only one tells;
 * one that dies in between leaves them to the next.
 */
@Injectable()
export class TellNotices {
  private readonly logger = new Logger(TellNotices.name);

  constructor(
    private readonly database: Database,
    private readonly channels: NoticeChannels,
  ) {}

  async execute(): Promise<void> {
    const claimed = await this.database.query<ClaimedNotice>(
      `UPDATE notice SET claimed_until = now() + interval '5 minutes' WHERE id IN (
         SELECT id FROM notice WHERE (told_at IS NULL OR (over_at IS NOT NULL AND over_told_at IS NULL))
           AND (claimed_until IS NULL OR claimed_until < now()) ORDER BY begun_at LIMIT 5 FOR UPDATE SKIP LOCKED)
       RETURNING id, kind, text, data, begun_at AS "begunAt", over_at AS "overAt"`,
    );
    for (const { id, overAt, ...notice } of claimed) {
      const isOver = overAt !== null;
      const wasTold = await this.channels.tell({ ...notice, isOver });
      if (!wasTold) this.logger.error('nobody could be told; it will be tried again', { notice: notice.text });
      // What was over before anybody knew of it is told as over, once.
      await this.database.query(
        `UPDATE notice SET claimed_until = CASE WHEN $2 THEN NULL ELSE now() + interval '1 minute' END,
           told_at = CASE WHEN $2 THEN coalesce(told_at, now()) ELSE told_at END, over_told_at = CASE WHEN $2 AND $3 THEN now() END
         WHERE id = $1`,
        [id, wasTold, isOver],
      );
    }
  }
}
