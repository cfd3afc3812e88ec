import type { LetterResource, LetterSummary } from '@bkcrm/contracts';
import { headers as ownHeaders } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import { replayOf, unknownType } from '@bkcrm/messaging';
import type { DeadLetter, Publisher } from '@bkcrm/messaging';
import { failpoint } from '@bkcrm/observability';
import { cleanHeaders } from './clean-headers.js';
import { letterIdOf } from './letter-identity.js';
import { cutPage, pageAfter } from './letter-page.js';
import type { KnownTypes } from './parked-messages.js';

type Row = Omit<LetterSummary, 'arrivedAt' | 'box'> & { arrivedAt: Date };
type Replayable = Parameters<typeof replayOf>[0] & { id: string };

const summary = `id, queue, headers->>'${ownHeaders.event}' AS event, headers->>'${ownHeaders.instance}' AS instance, type, reason, count,
  date_trunc('milliseconds', arrived_at) AS "arrivedAt", first_failed_at AS "firstFailedAt", length(body) AS size`;

/** The dead letters of one service, in the table of its own schema. */
export class DeadLetters {
  constructor(
    private readonly database: Database,
    private readonly publisher: Publisher,
    private readonly box: 'ticket' | 'sender',
  ) {}

  /** The same letter once more is no other letter; one that comes back from a replay has its count raised. */
  async keep(letter: DeadLetter): Promise<void> {
    const { queue, messageId, type, exchange, routingKey, body, reason, stackHash, attempts, firstFailedAt } = letter;
    const texts = [queue, messageId, type, exchange, routingKey, reason].map((text) => text.replaceAll('\0', ''));
    await this.database.query(
      `INSERT INTO dead_letter (id, queue, message_id, type, exchange, routing_key, reason, headers, body, stack_hash, attempts, count, first_failed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT (id) DO UPDATE SET reason = EXCLUDED.reason, headers = EXCLUDED.headers, body = EXCLUDED.body, stack_hash = EXCLUDED.stack_hash,
         attempts = EXCLUDED.attempts, count = EXCLUDED.count, arrived_at = EXCLUDED.arrived_at
       WHERE dead_letter.count < EXCLUDED.count`,
      [
        letterIdOf(letter),
        ...texts,
        cleanHeaders(letter.headers),
        body,
        stackHash,
        attempts,
        letter.replays + 1,
        firstFailedAt,
      ],
    );
  }

  /** The latest first. @throws InvalidCursor */
  async list(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: LetterSummary[]; nextCursor: string | null }> {
    const rows = await this.database.query<Row>(
      `SELECT ${summary} FROM dead_letter
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', arrived_at), id) < ($1, $2)
       ORDER BY date_trunc('milliseconds', arrived_at) DESC, id DESC LIMIT $3`,
      [...pageAfter(cursor), limit + 1],
    );
    return cutPage(
      rows.map((row) => this.summaryOf(row)),
      limit,
    );
  }

  async find(id: string): Promise<LetterResource | undefined> {
    const [row] = await this.database.query<Row & { body: Buffer }>(
      `SELECT ${summary}, body FROM dead_letter WHERE id = $1`,
      [id],
    );
    return row === undefined ? undefined : { ...this.summaryOf(row), body: row.body.toString() };
  }

  /** @returns those that are in their queues again; what the broker does not take stays */
  async replay(ids: readonly string[], body?: string): Promise<string[]> {
    const rows = await this.database.query<Replayable>(
      `SELECT id, queue, message_id AS "messageId", type, exchange, routing_key AS "routingKey", headers, body, count - 1 AS replays
       FROM dead_letter WHERE id = ANY($1::uuid[]) ORDER BY arrived_at, id`,
      [ids],
    );
    const replayed: string[] = [];
    for (const { id, ...row } of rows) {
      const letter = body === undefined ? row : { ...row, body: Buffer.from(body) };
      if ((await this.publisher.publish(replayOf(letter))) !== 'confirmed') continue;
      await failpoint('d2');
      // It may have failed again by now: then it is here with a higher count, and stays.
      await this.database.query('DELETE FROM dead_letter WHERE id = $1 AND count = $2', [id, row.replays + 1]);
      replayed.push(id);
    }
    return replayed;
  }

  /** What was parked because its type was not known, and is of a known one: a page at a time. @returns those that are in their queues again */
  async replayParked(known: readonly KnownTypes[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT l.id FROM dead_letter l JOIN jsonb_to_recordset($1::jsonb) AS k(queue text, types jsonb) ON k.queue = l.queue AND k.types ? l.type
       WHERE l.reason = $2 ORDER BY l.arrived_at, l.id LIMIT 200`,
      [JSON.stringify(known), unknownType],
    );
    return rows.length === 0 ? [] : this.replay(rows.map(({ id }) => id));
  }

  /** @returns those that were there */
  async discard(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'DELETE FROM dead_letter WHERE id = ANY($1::uuid[]) RETURNING id',
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  async size(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>('SELECT count(*)::int AS count FROM dead_letter');
    return row?.count ?? 0;
  }

  private summaryOf({ arrivedAt, queue, event, instance, ...row }: Row): LetterSummary {
    const { id, type, reason, count, firstFailedAt, size } = row;
    return {
      id,
      box: this.box,
      queue,
      event,
      instance,
      type,
      reason,
      count,
      firstFailedAt,
      size,
      arrivedAt: arrivedAt.toISOString(),
    };
  }
}
