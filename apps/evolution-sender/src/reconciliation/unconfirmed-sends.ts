import { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { reasons, sendResult } from '../sending/send-results.js';
import { nextLook } from './domain/look-schedule.js';
import { mayResend } from './domain/resend-rule.js';
import type { Unconfirmed } from './domain/resend-rule.js';

interface Row extends Unconfirmed {
  id: string;
  numberId: string;
  revision: number;
  looks: number;
}

/**
 * What becomes of sends that were searched for in vain: they are searched for again, and after the last time stay `unknown`, for an
 * agent to decide. Only where the configuration says so, and nothing speaks against it, is one sent again by itself.
 */
@Injectable()
export class UnconfirmedSends {
  private readonly logger = new Logger(UnconfirmedSends.name);

  constructor(
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
    private readonly config: SenderConfig,
  ) {}

  /** One search more in vain, for those that are still unknown. */
  async execute(tx: Transaction, commandIds: string[]): Promise<void> {
    const now = this.clock.now();
    const rows = await tx.query<Row>(
      `UPDATE send_command c SET looks = looks + 1 FROM send_attempt a, number n LEFT JOIN number_traffic t ON t.number_id = n.id
       WHERE c.id = ANY($1::uuid[]) AND c.state = 'unknown' AND c.settled_at IS NULL
         AND a.command_id = c.id AND a.number = c.attempts AND n.id = c.number_id
       RETURNING c.id, c.number_id AS "numberId", c.revision, c.looks, c.attempts, c.content->>'kind' AS kind,
         coalesce(a.finished_at, a.started_at) AS "endedAt", n.state = 'open' AS "numberIsOpen", t.last_webhook_at AS "lastWebhookAt"`,
      [commandIds],
    );
    for (const row of rows) {
      const next = nextLook(row.looks, now);
      if (next !== undefined) await tx.query('UPDATE send_command SET next_look_at = $2 WHERE id = $1', [row.id, next]);
      else if (this.config.SEND_RESEND_UNCONFIRMED && mayResend(row)) this.resend(tx, row, now);
      else this.leaveToAgent(tx, row, now);
    }
    tx.afterCommit(() => this.relay.wake());
  }

  private resend(tx: Transaction, row: Row, now: Date): void {
    tx.write(
      `UPDATE send_command SET state = 'queued', revision = revision + 1, looks = 0, next_look_at = NULL, next_attempt_at = $2 WHERE id = $1`,
      [row.id, now],
    );
    writeOutbox(tx, [sendResult({ ...row, revision: row.revision + 1 }, 'queued', now)]);
    this.metrics.countReconciliation('resent');
    this.logger.warn('a message that was not confirmed is sent again', { commandId: row.id, attempts: row.attempts });
  }

  private leaveToAgent(tx: Transaction, row: Row, now: Date): void {
    tx.write('UPDATE send_command SET revision = revision + 1, next_look_at = NULL, settled_at = $2 WHERE id = $1', [
      row.id,
      now,
    ]);
    const entry = sendResult({ ...row, revision: row.revision + 1 }, 'unknown', now, { reason: reasons.unconfirmed });
    writeOutbox(tx, [entry]);
    this.metrics.countReconciliation('unconfirmed');
  }
}
