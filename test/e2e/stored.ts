import { eventually } from '@bkcrm/testing';
import { Client } from 'pg';

/** Looks into the database behind a system, as an auditor would. */
export class Auditor {
  constructor(private readonly url: string) {}

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query(sql, parameters)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** What nobody could handle, once the services have taken it out of the broker. */
  deadLetters(): Promise<{ queue: string; messageId: string; reason: string }[]> {
    return this.query(
      `SELECT queue, message_id AS "messageId", reason FROM
         (SELECT * FROM ticket.dead_letter UNION ALL SELECT * FROM sender.dead_letter) letters ORDER BY queue DESC`,
    );
  }

  /** WhatsApp ids of everything stored, in the order of display. */
  async whatsappIds(): Promise<string[]> {
    const rows = await this.query<{ whatsapp_id: string }>(
      'SELECT whatsapp_id FROM ticket.message WHERE whatsapp_id IS NOT NULL ORDER BY sent_at, order_key',
    );
    return rows.map((row) => row.whatsapp_id);
  }

  /** Waits until each of these messages is stored; then asserts that none is there twice. */
  async storesOnce(ids: string[], timeout = 30_000): Promise<void> {
    await eventually(
      async () => {
        const stored = new Set(await this.whatsappIds());
        const missing = ids.filter((id) => !stored.has(id));
        if (missing.length > 0)
          throw new Error(
            `${missing.length} of ${ids.length} messages are not stored: ${missing.slice(0, 5).join(', ')} …`,
          );
      },
      { timeout, every: 200 },
    );
    const stored = await this.whatsappIds();
    const twice = ids.filter((id) => stored.filter((other) => other === id).length > 1);
    if (twice.length > 0) throw new Error(`stored twice: ${twice.join(', ')}`);
  }

  /** Numbers and types of the event log after a position, in order. */
  eventsAfter(seq: number): Promise<{ seq: number; type: string }[]> {
    return this.query(
      `SELECT (b.last_seq - b.size + e.ordinal)::int AS seq, e.type FROM ticket.event_batch b JOIN ticket.event e ON e.batch_id = b.id
       WHERE (b.last_seq - b.size + e.ordinal) > $1 ORDER BY 1`,
      [seq],
    );
  }
}
