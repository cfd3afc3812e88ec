import { Database } from '@bkcrm/database';
import { Injectable, Logger } from '@nestjs/common';

const mostRemembered = 10_000;

/**
 * Notes which refreshes were answered for good: an access token that is used has arrived, and the refresh token with it. Once for each
 * refresh and replica; nothing waits for it.
 */
@Injectable()
export class Confirmations {
  private readonly logger = new Logger(Confirmations.name);
  private readonly noted = new Map<string, number>();

  constructor(private readonly database: Database) {}

  note(sessionId: string, rotatedAt: Date): void {
    if ((this.noted.get(sessionId) ?? 0) >= rotatedAt.getTime()) return;
    if (this.noted.size >= mostRemembered) this.noted.clear();
    this.noted.set(sessionId, rotatedAt.getTime());
    this.database
      .query(
        `UPDATE gateway.session SET confirmed_at = $2 WHERE id = $1::uuid AND (confirmed_at IS NULL OR confirmed_at < $2)`,
        [sessionId, rotatedAt],
      )
      .catch((error: unknown) => {
        this.noted.delete(sessionId);
        this.logger.debug('that a refresh was answered could not be noted; the next request does', error);
      });
  }
}
