import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { reasons, sendResult } from './send-results.js';

interface Row {
  id: string;
  numberId: string;
  revision: number;
}

/** Ends what has waited past its time, also on numbers that nobody works. Every replica may run it. */
@Injectable()
export class ExpireCommands {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
  ) {}

  async execute(): Promise<void> {
    const now = this.clock.now();
    const expired = await this.end(now, 'queued', 'expired');
    await this.end(now, 'unknown', 'unknown');
    for (const _ of expired) this.metrics.countSend('expired');
  }

  private async end(now: Date, from: 'queued' | 'unknown', to: 'expired' | 'unknown'): Promise<Row[]> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<Row>(
        `UPDATE send_command SET state = $3, revision = revision + 1, settled_at = $1, next_look_at = NULL WHERE id IN (
           SELECT id FROM send_command WHERE settled_at IS NULL AND state = $2 AND expires_at <= $1 LIMIT 500 FOR UPDATE SKIP LOCKED)
         RETURNING id, number_id AS "numberId", revision`,
        [now, from, to],
      );
      const reason = to === 'expired' ? reasons.expired : reasons.unconfirmed;
      await writeOutbox(
        tx,
        rows.map((row) => sendResult(row, to, now, { reason })),
      );
      tx.afterCommit(() => this.relay.wake());
      return rows;
    });
  }
}
