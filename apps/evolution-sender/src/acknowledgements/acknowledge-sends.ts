import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { sendResult } from '../sending/send-results.js';

export interface Acknowledgement {
  numberId: string;
  whatsappId: string;
}

export interface AcknowledgedSend {
  id: string;
  numberId: string;
  revision: number;
  ackChecks: number;
}

/** WhatsApp has messages of ours: nobody asks about them any more, and a warning about them is taken back. */
@Injectable()
export class AcknowledgeSends {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(acknowledgements: Acknowledgement[]): Promise<void> {
    if (acknowledgements.length === 0) return;
    await this.database.transaction((tx) => this.acknowledge(tx, acknowledgements));
  }

  private async acknowledge(tx: Transaction, acknowledgements: Acknowledgement[]): Promise<void> {
    const now = this.clock.now();
    const warned = await tx.query<AcknowledgedSend>(
      `UPDATE send_command c SET acknowledged_at = $2, next_ack_check_at = NULL,
         revision = revision + CASE WHEN ack_checks > 0 THEN 1 ELSE 0 END
       WHERE c.state = 'sent' AND c.acknowledged_at IS NULL AND c.id IN (
         SELECT a.command_id FROM send_attempt a
         JOIN jsonb_to_recordset($1::jsonb) AS r("numberId" uuid, "whatsappId" text) ON a.number_id = r."numberId" AND a.whatsapp_id = r."whatsappId")
       RETURNING c.id, c.number_id AS "numberId", c.revision, c.ack_checks AS "ackChecks"`,
      [JSON.stringify(acknowledgements), now],
    );
    writeOutbox(
      tx,
      warned.filter(({ ackChecks }) => ackChecks > 0).map((row) => sendResult(row, 'sent', now)),
    );
    tx.afterCommit(() => this.relay.wake());
  }
}
