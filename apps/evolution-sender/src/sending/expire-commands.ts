import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { reasons, sendResult } from './send-results.js';

type Ending = 'expired' | 'cancelled' | 'unknown';

interface Row {
  id: string;
  numberId: string;
  revision: number;
  state: Ending;
}

const reasonOf = { expired: reasons.expired, cancelled: reasons.cancelled, unknown: reasons.unconfirmed };

const endOfQueued = `CASE WHEN cancel_wanted THEN 'cancelled' ELSE 'expired' END`;

/** Ends what has waited past its time, or was cancelled while it was tried, also on numbers that nobody works. Every replica may run it. */
@Injectable()
export class ExpireCommands {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
  ) {}

  async execute(): Promise<void> {
    const ended = await this.end(`state = 'queued' AND (cancel_wanted OR expires_at <= $1)`, endOfQueued);
    await this.end(`state = 'unknown' AND expires_at <= $1`, `'unknown'`);
    for (const { state } of ended) if (state === 'expired') this.metrics.countSend('expired');
  }

  /** @param which of the unsettled, as SQL about now ($1); `state` is that which they end in, as SQL */
  private async end(which: string, state: string): Promise<Row[]> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<Row>(
        `UPDATE send_command SET state = ${state}, revision = revision + 1, settled_at = $1, next_look_at = NULL WHERE id IN (
           SELECT id FROM send_command WHERE settled_at IS NULL AND ${which} LIMIT 500 FOR UPDATE SKIP LOCKED)
         RETURNING id, number_id AS "numberId", revision, state`,
        [now],
      );
      if (rows.length === 0) return rows;
      const results = rows.map((row) => sendResult(row, row.state, now, { reason: reasonOf[row.state] }));
      writeOutbox(tx, results);
      tx.afterCommit(() => this.relay.wake());
      return rows;
    });
  }
}
