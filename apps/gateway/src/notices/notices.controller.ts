import { Database } from '@bkcrm/database';
import type { Principal } from '@bkcrm/read-model';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { NoticeFeed } from './notice-feed.js';
import { NoticeList, NoticesSeenDto } from './notice.dto.js';
import { readNotices } from './read-notices.js';

const thirtyDays = 30 * 24 * 60;

/** What administrators are told of. */
@Requires('system.read')
@Controller('api/v1/notices')
export class NoticesController {
  constructor(
    private readonly database: Database,
    private readonly feed: NoticeFeed,
  ) {}

  /** The problems there are, and those of the last 30 days, the latest first. The signal `notice.changed` tells of each that begins or ends. */
  @Get()
  async list(@CurrentPrincipal() { agentId }: Principal): Promise<NoticeList> {
    const items = await readNotices(this.database, { overWithinMinutes: thirtyDays });
    const [row] = await this.database.query<{ seenAt: Date }>(
      'SELECT seen_at AS "seenAt" FROM notice_seen WHERE agent_id = $1',
      [agentId],
    );
    return { items, seenAt: row?.seenAt.toISOString() ?? null };
  }

  /** Whoever asks has seen all of them. Their other windows learn it. */
  @Post('seen')
  @HttpCode(200)
  async see(@CurrentPrincipal() { agentId }: Principal): Promise<NoticesSeenDto> {
    const [row] = await this.database.query<{ seenAt: Date }>(
      `INSERT INTO notice_seen (agent_id, seen_at) VALUES ($1, clock_timestamp())
       ON CONFLICT (agent_id) DO UPDATE SET seen_at = excluded.seen_at RETURNING seen_at AS "seenAt"`,
      [agentId],
    );
    const seenAt = row?.seenAt.toISOString() ?? null;
    if (seenAt !== null) this.feed.saw({ agentId, seenAt });
    return { seenAt };
  }
}
