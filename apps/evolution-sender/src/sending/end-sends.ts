import type { EndSend, SendState } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import type { CommandState } from './send-command.entity.js';
import { reasons, sendResult } from './send-results.js';

interface Row {
  id: string;
  numberId: string;
  revision: number;
  state: CommandState;
}

/** Ends commands as agents decided. Whether that is still possible is decided by the row itself, which an attempt takes as well. */
@Injectable()
export class EndSends {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(orders: EndSend[]): Promise<void> {
    for (const order of orders) {
      await this.database.transaction(async (tx) => {
        const row = order.outcome === 'cancelled' ? await this.cancel(tx, order) : await this.decide(tx, order);
        if (row === undefined || row.state === 'sending') return;
        const [state, reason] = results[order.outcome];
        writeOutbox(tx, [sendResult(row, state, this.clock.now(), { reason })]);
        tx.afterCommit(() => this.relay.wake());
      });
    }
  }

  /**
   * A command that has not arrived yet is cancelled as well: whatever comes after its end changes nothing. One that is just being tried
   * cannot be called back, but is not tried again.
   */
  private async cancel(tx: Transaction, order: EndSend): Promise<Row | undefined> {
    const [row] = await tx.query<Row>(
      `INSERT INTO send_command AS c (id, number_id, conversation_id, position, recipient, content, state, revision, queued_at, next_attempt_at, expires_at, settled_at)
       VALUES ($1, $2, $3, $4, '', '{"kind":"text","text":""}', 'cancelled', 1, $5, $5, $5, $5)
       ON CONFLICT (id) DO UPDATE SET cancel_wanted = true, state = CASE c.state WHEN 'queued' THEN 'cancelled' ELSE c.state END,
         revision = c.revision + CASE c.state WHEN 'queued' THEN 1 ELSE 0 END, settled_at = CASE c.state WHEN 'queued' THEN $5 ELSE c.settled_at END
       WHERE c.state IN ('queued', 'sending')
       RETURNING id, number_id AS "numberId", revision, state`,
      [order.commandId, order.numberId, order.conversationId, order.position, this.clock.now()],
    );
    return row;
  }

  /** The row stays `unknown`, which it is, so that a late echo or answer still finds the command it belongs to. */
  private async decide(tx: Transaction, order: EndSend): Promise<Row | undefined> {
    const [row] = await tx.query<Row>(
      `UPDATE send_command SET settled_at = coalesce(settled_at, $2), next_look_at = NULL, revision = revision + 1
       WHERE id = $1 AND state = 'unknown' RETURNING id, number_id AS "numberId", revision, state`,
      [order.commandId, this.clock.now()],
    );
    return row;
  }
}

const results: Record<EndSend['outcome'], [SendState, { code: string; message: string } | undefined]> = {
  cancelled: ['cancelled', reasons.cancelled],
  arrived: ['sent', undefined],
  'not-arrived': ['failed', reasons.notArrived],
};
