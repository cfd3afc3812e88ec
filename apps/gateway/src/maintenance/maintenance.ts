import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';
import { noteErasures } from '../audit/note-erasures.js';
import { Purge } from './purge.js';

const intervalMs = 10 * 60_000;

/** What has to happen from time to time. Every replica does it. */
@Injectable()
export class Maintenance {
  private readonly logger = new Logger(Maintenance.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly purge: Purge,
    private readonly database: Database,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.run(), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await noteErasures(this.database);
      const purged = await this.purge.execute();
      if (Object.values(purged).some((count) => count > 0)) this.logger.log('removed what has had its time', purged);
    } catch (error) {
      this.logger.warn('maintenance failed; it will be tried again', error);
    }
  }
}
