import type { NoticeResource } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { may } from '@bkcrm/permissions';
import { Injectable, Logger } from '@nestjs/common';
import { LiveClients } from '../realtime/live-clients.js';
import { Signals } from '../realtime/signals.js';
import { readNotices } from './read-notices.js';

/** What was over before that no client that is here has to hear. */
const recentMinutes = 60;

/** Data of the signal between replicas: an administrator has seen the notices. */
export interface SawNotices {
  agentId: string;
  seenAt: string;
}

/**
 * Tells administrators' sockets what changed among the notices. Every replica reads the rows for itself; the broker only says when, so
 * that without it all of them still come to tell.
 */
@Injectable()
export class NoticeFeed {
  private readonly logger = new Logger(NoticeFeed.name);
  /** What the clients of this replica have been told last, by id. */
  private told = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly clients: LiveClients,
    private readonly signals: Signals,
  ) {}

  /** Something was written down here: the other replicas need not wait to find it. */
  async announce(): Promise<void> {
    this.signals.send('notices.written', {});
    await this.tell();
  }

  async tell(): Promise<void> {
    try {
      const notices = await readNotices(this.database, { overWithinMinutes: recentMinutes });
      const now = new Map(notices.map((notice) => [notice.id, JSON.stringify(notice)]));
      const news = notices.filter(({ id }) => this.told.get(id) !== now.get(id));
      this.told = now;
      for (const notice of news) this.send(notice);
    } catch (error) {
      this.logger.debug('notices could not be read; it will be tried again', error);
    }
  }

  /** To the windows of one administrator, wherever they are open. */
  saw(seen: SawNotices): void {
    this.signals.send('agent.saw-notices', seen);
  }

  onSaw({ agentId, seenAt }: SawNotices): void {
    this.clients.forEach((client) => {
      if (client.agentId === agentId) client.signal({ type: 'notices.seen', data: { seenAt } });
    });
  }

  private send(notice: NoticeResource): void {
    this.clients.forEach((client) => {
      if (may(client.agent, 'system.read')) client.signal({ type: 'notice.changed', data: notice });
    });
  }
}
