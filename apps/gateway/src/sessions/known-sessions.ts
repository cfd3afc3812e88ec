import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { openSince } from './domain/session-life.js';

interface Remembered {
  isOpen: boolean;
  readAt: number;
}

/** For so long an end that nobody told us about may go unnoticed. Milliseconds. */
const trustedFor = 5_000;
const mostRemembered = 10_000;

/** Which sessions are open, remembered for a few seconds; one that is over stays over. */
@Injectable()
export class KnownSessions {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async isOpen(sessionId: string): Promise<boolean> {
    const known = this.remembered.get(sessionId);
    const now = this.clock.now().getTime();
    if (known !== undefined && (!known.isOpen || now - known.readAt < trustedFor)) return known.isOpen;
    const isOpen = (await this.over([sessionId])).size === 0;
    // It may have been told to be over while it was read.
    if (this.remembered.get(sessionId)?.isOpen !== false) this.remember(sessionId, { isOpen, readAt: now });
    return isOpen;
  }

  /** Those of the sessions that are over, as the database knows them. */
  async over(sessionIds: string[]): Promise<Set<string>> {
    const { createdAfter, rotatedAfter } = openSince(this.clock.now());
    const rows = await this.database.query<{ id: string }>(
      `SELECT asked.id FROM unnest($1::uuid[]) AS asked (id)
       WHERE NOT EXISTS (SELECT FROM gateway.session s
         WHERE s.id = asked.id AND s.ended_at IS NULL AND s.created_at > $2 AND s.rotated_at > $3)`,
      [sessionIds, createdAfter, rotatedAfter],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Without asking the database. */
  isKnownOver(sessionId: string): boolean {
    return this.remembered.get(sessionId)?.isOpen === false;
  }

  markOver(sessionIds: string[]): void {
    for (const id of sessionIds) this.remember(id, { isOpen: false, readAt: 0 });
  }

  private remember(sessionId: string, known: Remembered): void {
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(sessionId, known);
  }
}
