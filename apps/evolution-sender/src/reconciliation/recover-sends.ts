import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { Lease } from '../leases/lease.js';
import { reasons, sendResult } from '../sending/send-results.js';
import { firstLook } from './domain/look-schedule.js';

interface Row {
  id: string;
  numberId: string;
  revision: number;
}

/** Commands that are `sending` although nobody sends them. */
@Injectable()
export class RecoverSends {
  private readonly logger = new Logger(RecoverSends.name);

  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** What a former holder of the lease left in the middle becomes `unknown`: it may or may not have been sent. */
  async execute(lease: Lease): Promise<void> {
    const rows = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const stale = await tx.query<Row>(
        `UPDATE send_command c SET state = 'unknown', revision = c.revision + 1, looks = 0, next_look_at = $3 FROM send_attempt a
         WHERE c.number_id = $1 AND c.settled_at IS NULL AND c.state = 'sending'
           AND a.command_id = c.id AND a.number = c.attempts AND a.lease_token <> $2
         RETURNING c.id, c.number_id AS "numberId", c.revision`,
        [lease.numberId, lease.token, firstLook(now)],
      );
      await finishAttempts(tx, stale, now, { outcome: 'unknown', error: 'holder-gone' });
      await writeOutbox(
        tx,
        stale.map((row) => sendResult(row, 'unknown', now, { reason: reasons.lookingForIt })),
      );
      tx.afterCommit(() => this.relay.wake());
      return stale;
    });
    if (rows.length > 0)
      this.logger.warn('sends were interrupted', { numberId: lease.numberId, commandIds: rows.map(({ id }) => id) });
  }

  /**
   * Attempts under our own lease that this process is not making: the claim was committed, but the database's answer was lost,
   * so that nothing was ever sent.
   */
  async requeueOrphans(lease: Lease, busy: readonly string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const orphans = await tx.query<Row>(
        `UPDATE send_command c SET state = 'queued', revision = c.revision + 1 FROM send_attempt a
         WHERE c.number_id = $1 AND c.settled_at IS NULL AND c.state = 'sending' AND c.id <> ALL($3::uuid[])
           AND a.command_id = c.id AND a.number = c.attempts AND a.lease_token = $2 AND a.started_at < $4
         RETURNING c.id, c.number_id AS "numberId", c.revision`,
        [lease.numberId, lease.token, busy, new Date(Number(now) - 5_000)],
      );
      await finishAttempts(tx, orphans, now, { outcome: 'deferred', error: 'never-started' });
      await writeOutbox(
        tx,
        orphans.map((row) => sendResult(row, 'queued', now)),
      );
    });
  }
}

async function finishAttempts(
  tx: Transaction,
  commands: Row[],
  now: Date,
  { outcome, error }: { outcome: string; error: string },
): Promise<void> {
  await tx.query(
    `UPDATE send_attempt a SET finished_at = $2, outcome = $3, error = $4 FROM send_command c
     WHERE c.id = ANY($1::uuid[]) AND a.command_id = c.id AND a.number = c.attempts`,
    [commands.map(({ id }) => id), now, outcome, error],
  );
}
