import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { settleByEchoes } from '../reconciliation/settle-by-echoes.js';
import { secondsToNextLook } from './domain/looks.js';
import { reportResults, standingColumns } from './report-results.js';
import type { CommandStanding } from './report-results.js';

const failure = {
  code: 'send.interrupted',
  message: 'Sending was interrupted. It is not certain that the message was delivered.',
};

/** Sends that another process left under way when it ended: nobody will see their answers, so they have to be looked for. */
@Injectable()
export class AbandonSends {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** @param ours commands that this very process is sending */
  async execute(numberId: string, ours: string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const standings = await tx.query<CommandStanding>(
        `UPDATE send_command SET state = 'unknown', revision = revision + 1, failure = $3, looks = 0,
           next_attempt_at = now() + make_interval(secs => $4)
         WHERE number_id = $1 AND state = 'sending' AND NOT id = ANY($2::uuid[]) RETURNING ${standingColumns}`,
        [numberId, ours, JSON.stringify(failure), secondsToNextLook(0)],
      );
      await reportResults(tx, standings, this.clock.now());
      await settleByEchoes(tx, numberId, this.clock.now());
    });
    this.relay.wake();
  }
}
