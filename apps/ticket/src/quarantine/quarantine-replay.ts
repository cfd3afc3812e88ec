import { exchanges, headers } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Publisher } from '@bkcrm/messaging';
import { Injectable, Logger } from '@nestjs/common';

interface Row {
  id: string;
  event: string;
  body: Buffer;
  headers: Record<string, string>;
}

/** Feeds quarantined webhooks into the inbound exchange again, once their number is known. Harmless to repeat: they are stored once. */
@Injectable()
export class QuarantineReplay {
  private readonly logger = new Logger(QuarantineReplay.name);

  constructor(
    private readonly database: Database,
    private readonly publisher: Publisher,
  ) {}

  /** Whatever the broker does not take stays for the next time. */
  async replay(instance: string): Promise<void> {
    const rows = await this.database.query<Row>(
      'SELECT id, event, body, headers FROM quarantined_event WHERE instance = $1 ORDER BY received_at LIMIT 10000',
      [instance],
    );
    const done: string[] = [];
    for (const row of rows) {
      const { routingKey, [headers.unauthenticated]: _, ...kept } = row.headers;
      const outcome = await this.publisher.publish({
        exchange: exchanges.inbound,
        routingKey: routingKey ?? `p0.${row.event}`,
        content: row.body,
        messageId: row.id,
        type: 'webhook.v1',
        headers: { ...kept, [headers.origin]: 'replay' },
      });
      if (outcome === 'confirmed') done.push(row.id);
    }
    if (rows.length === 0) return;
    await this.database.query('DELETE FROM quarantined_event WHERE id = ANY($1::uuid[])', [done]);
    this.logger.log('quarantine replayed', { instance, found: rows.length, replayed: done.length });
  }
}
