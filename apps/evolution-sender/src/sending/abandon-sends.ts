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

  /** To be called when the lease has just become ours: whoever was sending holds it no more. A late answer still counts. */
  async execute(numberId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const standings = await tx.query<CommandStanding>(
        `UPDATE send_command SET state = 'unknown', revision = revision + 1, failure = $2,
           next_attempt_at = now() + make_interval(secs => $3)
         WHERE number_id = $1 AND state = 'sending' RETURNING ${standingColumns}`,
        [numberId, JSON.stringify(failure), secondsToNextLook(0)],
      );
      await tx.query(
        `UPDATE send_attempt SET finished_at = now(), outcome = 'unknown', detail = 'interrupted'
         WHERE command_id = ANY($1::uuid[]) AND finished_at IS NULL`,
        [standings.map((standing) => standing.id)],
      );
      await reportResults(tx, standings, this.clock.now());
      await settleByEchoes(tx, numberId, this.clock.now());
    });
    this.relay.wake();
  }
}
