import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { reportResults, standingColumns } from './report-results.js';
import type { CommandStanding } from './report-results.js';

/** Ends what has waited too long: nobody wants yesterday's answer sent today. */
@Injectable()
export class ExpireCommands {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const expired = await this.database.transaction(async (tx) => {
      const standings = await tx.query<CommandStanding>(
        `UPDATE send_command SET state = 'expired', revision = revision + 1 WHERE id IN (
           SELECT id FROM send_command WHERE state = 'queued' AND state IN ('queued', 'sending', 'unknown') AND expires_at <= now()
           ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED
         ) RETURNING ${standingColumns}`,
      );
      await reportResults(tx, standings, this.clock.now());
      return standings.length;
    });
    if (expired > 0) this.relay.wake();
  }
}
