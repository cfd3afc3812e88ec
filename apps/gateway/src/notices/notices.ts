import { Injectable, Logger } from '@nestjs/common';
import { NoticeFeed } from './notice-feed.js';
import { TellNotices } from './tell-notices.js';
import { WatchProblems } from './watch-problems.js';

const intervalMs = 15_000;

/** Looks for problems and tells of them, every quarter of a minute, at every replica. */
@Injectable()
export class Notices {
  private readonly logger = new Logger(Notices.name);
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;

  constructor(
    private readonly watchProblems: WatchProblems,
    private readonly feed: NoticeFeed,
    private readonly tellNotices: TellNotices,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.run(), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      if (await this.watchProblems.execute()) await this.feed.announce();
      else await this.feed.tell();
      await this.tellNotices.execute();
    } catch (error) {
      this.logger.warn('problems could not be looked for; it will be tried again', error);
    } finally {
      this.isRunning = false;
    }
  }
}
