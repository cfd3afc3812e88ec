import { exchanges, headers, webhookType } from '@bkcrm/contracts';
import type { LetterResource, LetterSummary } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { cutPage, pageAfter } from '@bkcrm/dead-letters';
import { Publisher } from '@bkcrm/messaging';
import { Injectable } from '@nestjs/common';

type Row = Omit<LetterSummary, 'arrivedAt'> & { arrivedAt: Date };
interface Replayable {
  id: string;
  event: string;
  body: Buffer;
  headers: Record<string, string>;
  count: number;
}

const summary = `id, 'quarantine' AS box, NULL AS queue, event, instance, 'webhook.v1' AS type, reason, count,
  date_trunc('milliseconds', received_at) AS "arrivedAt", NULL AS "firstFailedAt", length(body) AS size`;
const replayable = 'SELECT id, event, body, headers, count FROM quarantined_event';

/** The webhooks in quarantine, as letters. */
@Injectable()
export class QuarantineBox {
  constructor(
    private readonly database: Database,
    private readonly publisher: Publisher,
  ) {}

  /** The latest first. @throws InvalidCursor */
  async list(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ items: LetterSummary[]; nextCursor: string | null }> {
    const rows = await this.database.query<Row>(
      `SELECT ${summary} FROM quarantined_event
       WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', received_at), id) < ($1, $2)
       ORDER BY date_trunc('milliseconds', received_at) DESC, id DESC LIMIT $3`,
      [...pageAfter(cursor), limit + 1],
    );
    return cutPage(rows.map(presented), limit);
  }

  async find(id: string): Promise<LetterResource | undefined> {
    const [row] = await this.database.query<Row & { body: Buffer }>(
      `SELECT ${summary}, body FROM quarantined_event WHERE id = $1`,
      [id],
    );
    return row === undefined ? undefined : { ...presented(row), body: row.body.toString() };
  }

  /** @returns those that are on their way again; what the broker does not take stays */
  async replay(ids: readonly string[], body?: string): Promise<string[]> {
    const rows = await this.database.query<Replayable>(
      `${replayable} WHERE id = ANY($1::uuid[]) ORDER BY received_at, id`,
      [ids],
    );
    return this.publish(body === undefined ? rows : rows.map((row) => ({ ...row, body: Buffer.from(body) })));
  }

  /** Everything of an instance, whose number has become known. @returns how many were found, and how many are on their way */
  async replayInstance(instance: string): Promise<{ found: number; replayed: number }> {
    const rows = await this.database.query<Replayable>(
      `${replayable} WHERE instance = $1 ORDER BY received_at LIMIT 10000`,
      [instance],
    );
    return { found: rows.length, replayed: (await this.publish(rows)).length };
  }

  /** @returns those that were there */
  async discard(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'DELETE FROM quarantined_event WHERE id = ANY($1::uuid[]) RETURNING id',
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  async size(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>('SELECT count(*)::int AS count FROM quarantined_event');
    return row?.count ?? 0;
  }

  private async publish(rows: Replayable[]): Promise<string[]> {
    const done: string[] = [];
    for (const { id, event, body, count, headers: kept } of rows) {
      const { routingKey, [headers.unauthenticated]: _, ...others } = kept;
      const outcome = await this.publisher.publish({
        exchange: exchanges.inbound,
        routingKey: routingKey ?? `p0.${event}`,
        content: body,
        messageId: id,
        type: webhookType,
        headers: { ...others, [headers.origin]: 'replay', [headers.replays]: count },
      });
      if (outcome !== 'confirmed') continue;
      // Its number may still be unknown: then it is here with a higher count by now, and stays.
      await this.database.query('DELETE FROM quarantined_event WHERE id = $1 AND count = $2', [id, count]);
      done.push(id);
    }
    return done;
  }
}

const presented = ({ arrivedAt, ...row }: Row): LetterSummary => {
  const { id, box, queue, event, instance, type, reason, count, firstFailedAt, size } = row;
  return {
    id,
    box,
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
};
