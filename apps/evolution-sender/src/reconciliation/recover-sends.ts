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
  state: 'unknown' | 'queued';
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

  /** What a former holder of the lease left in the middle becomes `unknown`: it may or may not have been sent. Acts are done again. */
  async execute(lease: Lease): Promise<void> {
    await this.afterRestore(lease);
    const rows = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const stale = await tx.query<Row>(
        `UPDATE send_command c SET state = CASE WHEN c.repeatable THEN 'queued' ELSE 'unknown' END, revision = c.revision + 1, looks = 0,
           next_look_at = CASE WHEN NOT c.repeatable THEN $3::timestamptz END FROM send_attempt a
         WHERE c.number_id = $1 AND c.settled_at IS NULL AND c.state = 'sending'
           AND a.command_id = c.id AND a.number = c.attempts AND a.lease_token <> $2
         RETURNING c.id, c.number_id AS "numberId", c.revision, c.state`,
        [lease.numberId, lease.token, firstLook(now)],
      );
      finishAttempts(tx, stale, now, { outcome: 'unknown', error: 'holder-gone' });
      writeOutbox(
        tx,
        stale.map((row) =>
          sendResult(row, row.state, now, row.state === 'unknown' ? { reason: reasons.lookingForIt } : {}),
        ),
      );
      tx.afterCommit(() => this.relay.wake());
      return stale;
    });
    if (rows.length > 0)
      this.logger.warn('sends were interrupted', { numberId: lease.numberId, commandIds: rows.map(({ id }) => id) });
  }

  /**
   * In another database than the one the number was last worked in (a restored backup, a promoted standby) whatever is not settled
   * may have been sent since, also what looks as if nobody had tried: it is `unknown` from when it was queued until now.
   */
  private async afterRestore(lease: Lease): Promise<void> {
    const rows = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const [moved] = await tx.query<{ former: string | null }>(
        `UPDATE number_lease l SET epoch = database_epoch() FROM number_lease former
         WHERE l.number_id = $1 AND former.number_id = l.number_id AND l.epoch IS DISTINCT FROM database_epoch()
         RETURNING former.epoch AS former`,
        [lease.numberId],
      );
      if (moved === undefined || moved.former === null) return [];
      const doubtful = await tx.query<Row>(
        `UPDATE send_command SET state = 'unknown', revision = revision + 1, attempts = attempts + 1, looks = 0, next_look_at = $2
         WHERE number_id = $1 AND settled_at IS NULL AND NOT repeatable RETURNING id, number_id AS "numberId", revision`,
        [lease.numberId, now],
      );
      tx.write(
        `INSERT INTO send_attempt (command_id, number, number_id, lease_token, started_at, finished_at, outcome, error)
         SELECT id, attempts, number_id, $2, queued_at, $3, 'unknown', 'restored' FROM send_command WHERE id = ANY($1::uuid[])`,
        [doubtful.map(({ id }) => id), lease.token, now],
      );
      writeOutbox(
        tx,
        doubtful.map((row) => sendResult(row, 'unknown', now, { reason: reasons.lookingForIt })),
      );
      tx.afterCommit(() => this.relay.wake());
      return doubtful;
    });
    if (rows.length > 0)
      this.logger.warn('the database is another one: unsettled sends are looked for first', {
        numberId: lease.numberId,
        commands: rows.length,
      });
  }

  /**
   * Attempts under leases of our own that this process is not making: the claim was committed, but the database's answer was lost,
   * so that nothing was ever sent.
   */
  async requeueOrphans(leases: readonly Lease[], busy: readonly string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const orphans = await tx.query<Row>(
        `UPDATE send_command c SET state = 'queued', revision = c.revision + 1 FROM send_attempt a
         WHERE c.settled_at IS NULL AND c.state = 'sending' AND c.id <> ALL($2::uuid[])
           AND a.command_id = c.id AND a.number = c.attempts AND a.lease_token = ANY($1::uuid[]) AND a.started_at < $3
         RETURNING c.id, c.number_id AS "numberId", c.revision, c.state`,
        [leases.map(({ token }) => token), busy, new Date(Number(now) - 5_000)],
      );
      if (orphans.length === 0) return;
      finishAttempts(tx, orphans, now, { outcome: 'deferred', error: 'never-started' });
      writeOutbox(
        tx,
        orphans.map((row) => sendResult(row, 'queued', now)),
      );
    });
  }
}

function finishAttempts(
  tx: Transaction,
  commands: Row[],
  now: Date,
  { outcome, error }: { outcome: string; error: string },
): void {
  tx.write(
    `UPDATE send_attempt a SET finished_at = $2, outcome = $3, error = $4 FROM send_command c
     WHERE c.id = ANY($1::uuid[]) AND a.command_id = c.id AND a.number = c.attempts`,
    [commands.map(({ id }) => id), now, outcome, error],
  );
}
