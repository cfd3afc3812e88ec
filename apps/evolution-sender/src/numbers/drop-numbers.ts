import { DropNumber } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { reasons, sendResult } from '../sending/send-results.js';

/** Numbers that are not ours any more: what waits for them fails at once; what is to be done at Evolution is done when it can be. */
@Injectable()
export class DropNumbers {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(commands: DropNumber[]): Promise<void> {
    for (const command of commands) await this.database.transaction((tx) => this.drop(tx, command));
  }

  private async drop(tx: Transaction, { numberId, how }: DropNumber): Promise<void> {
    const now = this.clock.now();
    await tx.query(
      `UPDATE number SET task = $2, next_task_at = $3, task_failures = 0 WHERE id = $1 AND task IS DISTINCT FROM $2`,
      [numberId, how, now],
    );
    const failed = await tx.query<{ id: string; numberId: string; revision: number }>(
      `UPDATE send_command SET state = 'failed', revision = revision + 1, settled_at = $2 WHERE number_id = $1 AND state = 'queued'
       AND settled_at IS NULL RETURNING id, number_id AS "numberId", revision`,
      [numberId, now],
    );
    writeOutbox(
      tx,
      failed.map((command) => sendResult(command, 'failed', now, { reason: reasons.numberRemoved })),
    );
    tx.afterCommit(() => this.relay.wake());
  }
}
