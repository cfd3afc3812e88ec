import type { Audience, EventBatch, LiveEventData, LiveEventType, LoggedEvent } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { failpoint } from '@bkcrm/observability';
import { currentTraceparent } from '@bkcrm/tracing';
import { v7 as uuid } from 'uuid';
import type { LiveFeed } from './live-feed.js';

/** A live event before it has a number. */
export interface NewEvent<T extends LiveEventType = LiveEventType> {
  type: T;
  data: LiveEventData[T];
  ticketId: string | null;
  audienceBefore: Audience | null;
  audienceAfter: Audience;
  /** ISO 8601, when ingest received what caused it. */
  receivedAt?: string | null;
  /** Absent: of what is being done now. */
  traceparent?: string | null;
}

/**
 * Collects the events of one transaction, stores them just before COMMIT and, once they are durable and numbered,
 * hands them to the live feed.
 */
export class EventRecorder {
  private readonly events: NewEvent[] = [];

  constructor(tx: Transaction, feed: LiveFeed) {
    const batchId = uuid();
    tx.beforeCommit(async () => {
      if (this.events.length === 0) return;
      this.store(tx, batchId);
      await failpoint('t5');
      tx.selectAtCommit({
        sql: 'SELECT last_seq, at, ticket.database_epoch() AS epoch FROM event_batch WHERE id = $1',
        parameters: [batchId],
        onRows: ([row]) => {
          const { last_seq, at, epoch } = row as { last_seq: string; at: Date; epoch: string };
          feed.publish(this.numbered(Number(last_seq), at, epoch));
        },
      });
    });
  }

  add<T extends LiveEventType>(event: NewEvent<T>): void {
    this.events.push({ ...event, traceparent: event.traceparent ?? currentTraceparent() });
  }

  private store(tx: Transaction, batchId: string): void {
    const rows = this.events.map((event, index) => ({
      ordinal: index + 1,
      type: event.type,
      ticket_id: event.ticketId,
      data: event.data,
      audience_before: event.audienceBefore,
      audience_after: event.audienceAfter,
      received_at: event.receivedAt ?? null,
      traceparent: event.traceparent ?? null,
    }));
    tx.write(
      `WITH batch AS (INSERT INTO event_batch (id, size) VALUES ($1, $2))
       INSERT INTO event (batch_id, ordinal, type, ticket_id, data, audience_before, audience_after, received_at, traceparent)
       SELECT $1, r.* FROM json_to_recordset($3) AS r(ordinal int, type text, ticket_id uuid, data json, audience_before jsonb,
         audience_after jsonb, received_at timestamptz, traceparent text)`,
      [batchId, rows.length, JSON.stringify(rows)],
    );
  }

  private numbered(lastSeq: number, at: Date, epoch: string): EventBatch {
    const first = lastSeq - this.events.length + 1;
    return {
      epoch,
      events: this.events.map((event, index): LoggedEvent => ({
        seq: first + index,
        type: event.type,
        at: at.toISOString(),
        data: event.data,
        ticketId: event.ticketId,
        audienceBefore: event.audienceBefore,
        audienceAfter: event.audienceAfter,
        receivedAt: event.receivedAt ?? null,
        traceparent: event.traceparent ?? null,
      })),
    };
  }
}
