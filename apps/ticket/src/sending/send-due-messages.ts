import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { TicketConfig } from '../app.config.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refreshTickets } from '../tickets/place-messages.js';
import { nextPlaces, orderSends, queuedColumns } from './order-send.js';
import type { QueuedMessage } from './order-send.js';
import { recordChanged } from './record-changed.js';

const atOnce = 100;

/** Hands scheduled messages over when their time has come. Every replica may do it, at any time: each message goes once. */
@Injectable()
export class SendDueMessages {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  async execute(): Promise<void> {
    if (!(await this.isAnyDue())) return;
    for (let sent = 0; sent < atOnce; sent += 1)
      if (!(await this.database.transaction((tx) => this.sendNext(tx)))) return;
  }

  /** Nearly always nothing is: then no transaction is opened for it, every second. */
  private async isAnyDue(): Promise<boolean> {
    const due = await this.database.query(
      `SELECT 1 FROM message WHERE position IS NULL AND status = 'scheduled' AND scheduled_for <= $1 LIMIT 1`,
      [this.clock.now()],
    );
    return due.length > 0;
  }

  /** The contact first, as everywhere; one that another transaction holds is left for the next time. */
  private async sendNext(tx: Transaction): Promise<boolean> {
    const now = this.clock.now();
    const events = new EventRecorder(tx, this.feed);
    const [due] = await tx.query<{ id: string; ticketId: string }>(
      `SELECT m.id, t.id AS "ticketId" FROM message m JOIN ticket t ON t.id = m.ticket_id JOIN contact c ON c.id = t.contact_id
       WHERE m.position IS NULL AND m.status = 'scheduled' AND m.scheduled_for <= $1 ORDER BY m.scheduled_for, m.id LIMIT 1
       FOR NO KEY UPDATE OF c SKIP LOCKED`,
      [now],
    );
    if (due === undefined) return false;
    const [message] = await tx.query(
      `SELECT 1 FROM message WHERE id = $1 AND status = 'scheduled' AND scheduled_for <= $2 FOR NO KEY UPDATE`,
      [due.id, now],
    );
    // It was changed or cancelled between the two looks.
    if (message === undefined) return true;
    const queued = await queueScheduled(tx, due.id, now);
    await orderSends(tx, queued, { now, expiresAt: this.config.sendExpiry(now) });
    refreshTickets(tx, [due.ticketId]);
    await recordChanged(tx, events, due.id);
    tx.afterCommit(() => this.relay.wake());
    return true;
  }
}

/** Its time has come: it is the next one of its conversation. */
async function queueScheduled(tx: Transaction, messageId: string, now: Date): Promise<QueuedMessage[]> {
  const queued = await tx.query<QueuedMessage>(
    `WITH ${nextPlaces('SELECT conversation_id FROM message WHERE id = $1', '$2')}
     UPDATE message m SET status = 'queued', position = placed.position, turn = placed.turn, sent_at = $2 FROM placed WHERE m.id = $1
     RETURNING ${queuedColumns}`,
    [messageId, now],
  );
  if (queued.length === 0) throw new Error(`message ${messageId} vanished`);
  return queued;
}
