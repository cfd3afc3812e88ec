import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { HandOver } from '../backfill/hand-over.js';
import type { EvolutionApi } from '../evolution-api/evolution-api.js';
import { readStatusUpdate } from '../evolution-api/read-status-update.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { reasons, sendResult } from '../sending/send-results.js';
import { AcknowledgeSends } from './acknowledge-sends.js';
import { nextAckCheck } from './domain/acknowledgement-schedule.js';

interface Due {
  id: string;
  numberId: string;
  whatsappId: string;
}

/** Messages asked about in one go. */
const mostAtOnce = 20;

/**
 * Looks after messages that were accepted and of which WhatsApp then says nothing: their statuses may have been lost on the way to us,
 * or the message is stuck. What Evolution knows enters like a webhook; of what it does not know either, the agent is told.
 */
@Injectable()
export class CheckAcknowledgements {
  constructor(
    private readonly database: Database,
    private readonly handOver: HandOver,
    private readonly acknowledge: AcknowledgeSends,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
  ) {}

  /** @throws what the call to Evolution throws, and NotTaken; what is due by then has been told as unacknowledged all the same */
  async execute(number: { id: string; instanceName: string }, api: EvolutionApi): Promise<void> {
    const due = await this.findDue(number.id);
    const silent: Due[] = [];
    let failure: unknown;
    for (const send of due) {
      try {
        if (failure !== undefined || !(await this.ask(number, api, send))) silent.push(send);
      } catch (error) {
        failure = error;
        silent.push(send);
      }
    }
    await this.database.transaction((tx) => this.warn(tx, silent));
    if (failure !== undefined) throw failure;
  }

  /** Statuses may also have come before the answer that named their message. */
  private async findDue(numberId: string): Promise<Due[]> {
    const now = this.clock.now();
    const early = await this.database.query<{ whatsappId: string }>(
      `SELECT c.whatsapp_id AS "whatsappId" FROM send_command c JOIN unclaimed_status s ON s.number_id = c.number_id AND s.whatsapp_id = c.whatsapp_id
       WHERE c.number_id = $1 AND c.next_ack_check_at <= $2`,
      [numberId, now],
    );
    await this.acknowledge.execute(early.map(({ whatsappId }) => ({ numberId, whatsappId })));
    return this.database.query<Due>(
      `SELECT id, number_id AS "numberId", whatsapp_id AS "whatsappId" FROM send_command
       WHERE number_id = $1 AND next_ack_check_at <= $2 ORDER BY next_ack_check_at LIMIT ${mostAtOnce}`,
      [numberId, now],
    );
  }

  /** Whether Evolution knows something. */
  private async ask(number: { id: string; instanceName: string }, api: EvolutionApi, send: Due): Promise<boolean> {
    const found = await api.findStatuses(number.instanceName, send.whatsappId);
    const telling = found.filter((element) => readStatusUpdate(element) !== undefined);
    if (telling.length === 0) return false;
    await this.handOver.execute(number, 'messages.update', telling);
    await this.acknowledge.execute([send]);
    return true;
  }

  private async warn(tx: Transaction, silent: Due[]): Promise<void> {
    const now = this.clock.now();
    for (const { id } of silent) {
      const [row] = await tx.query<{ id: string; numberId: string; revision: number; ackChecks: number }>(
        `UPDATE send_command SET ack_checks = ack_checks + 1, revision = revision + CASE WHEN ack_checks = 0 THEN 1 ELSE 0 END
         WHERE id = $1 AND acknowledged_at IS NULL
         RETURNING id, number_id AS "numberId", revision, ack_checks AS "ackChecks"`,
        [id],
      );
      if (row === undefined) continue;
      await tx.query('UPDATE send_command SET next_ack_check_at = $2 WHERE id = $1', [
        id,
        nextAckCheck(row.ackChecks, now) ?? null,
      ]);
      if (row.ackChecks > 1) continue;
      writeOutbox(tx, [sendResult(row, 'sent', now, { reason: reasons.unacknowledged })]);
      this.metrics.countUnacknowledged();
    }
    tx.afterCommit(() => this.relay.wake());
  }
}
