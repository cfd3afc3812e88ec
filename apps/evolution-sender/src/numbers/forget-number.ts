import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { reasons, sendResult } from '../sending/send-results.js';

/** The end of a number: from here on nothing of it is known, so nothing of it can be touched. */
@Injectable()
export class ForgetNumber {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(numberId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      // The lease before the commands, as whoever claims one locks them.
      tx.write('DELETE FROM number_lease WHERE number_id = $1', [numberId]);
      // Nobody will look for these any more.
      const open = await tx.query<{ id: string; numberId: string; revision: number }>(
        `UPDATE send_command SET state = 'unknown', revision = revision + 1, settled_at = $2, next_look_at = NULL WHERE number_id = $1
         AND settled_at IS NULL RETURNING id, number_id AS "numberId", revision`,
        [numberId, now],
      );
      writeOutbox(
        tx,
        open.map((command) => sendResult(command, 'unknown', now, { reason: reasons.unconfirmed })),
      );
      for (const table of ['connection_change', 'unclaimed_echo'])
        tx.write(`DELETE FROM ${table} WHERE number_id = $1`, [numberId]);
      tx.write('DELETE FROM number WHERE id = $1', [numberId]);
      tx.afterCommit(() => this.relay.wake());
    });
  }
}
