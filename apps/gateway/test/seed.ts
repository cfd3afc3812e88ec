import type { Audience, LoggedEvent, Role } from '@bkcrm/contracts';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';

export const everyone: Audience = { everyone: true, departmentIds: [], agentIds: [] };
export const onlyDepartment = (id: string): Audience => ({ everyone: false, departmentIds: [id], agentIds: [] });

export type NewEvent = Partial<Omit<LoggedEvent, 'seq' | 'at'>>;

/** Writes into the database what the ticket service would: its tables are the contract between the two. */
export class Seed {
  private constructor(private readonly client: Client) {}

  static async open(url: string): Promise<Seed> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return new Seed(client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.client.query(sql, parameters)).rows as Row[];
  }

  async department(name: string): Promise<string> {
    const id = uuid();
    await this.query('INSERT INTO ticket.department (id, name) VALUES ($1, $2)', [id, name]);
    return id;
  }

  async agent(email: string, role: Role, departmentIds: string[] = []): Promise<string> {
    const id = uuid();
    await this.query('INSERT INTO ticket.agent (id, email, name, role) VALUES ($1, $2, $3, $4)', [
      id,
      email,
      email,
      role,
    ]);
    for (const departmentId of departmentIds)
      await this.query('INSERT INTO ticket.agent_department VALUES ($1, $2)', [id, departmentId]);
    return id;
  }

  /** A ticket with one message from the customer. */
  async ticket(departmentId: string | null): Promise<{ id: string; conversationId: string; messageId: string }> {
    const [id, conversationId, messageId, numberId, contactId] = [uuid(), uuid(), uuid(), uuid(), uuid()];
    await this.query('INSERT INTO ticket.whatsapp_number (id, name, instance_name) VALUES ($1, $2, $2)', [
      numberId,
      `number ${numberId}`,
    ]);
    await this.query('INSERT INTO ticket.contact (id, name, phone) VALUES ($1, $2, $3)', [
      contactId,
      'Mariana',
      '5511987650123',
    ]);
    await this.query(
      `INSERT INTO ticket.conversation (id, number_id, contact_id, kind, address) VALUES ($1, $2, $3, 'person', 'x')`,
      [conversationId, numberId, contactId],
    );
    await this.query(
      `INSERT INTO ticket.ticket (id, conversation_id, number_id, contact_id, status, department_id, last_message_id, opened_at)
       VALUES ($1, $2, $3, $4, 'pending', $5, $6, now())`,
      [id, conversationId, numberId, contactId, departmentId, messageId],
    );
    await this.message(messageId, { id, conversationId, numberId });
    return { id, conversationId, messageId };
  }

  async attachment(messageId: string, object: string, mimeType: string, fileName: string): Promise<string> {
    const id = uuid();
    await this.query(
      `INSERT INTO ticket.attachment (id, message_id, state, mime_type, file_name, object) VALUES ($1, $2, 'stored', $3, $4, $5)`,
      [id, messageId, mimeType, fileName, object],
    );
    return id;
  }

  /** Commits events as one batch. @returns them with their numbers, as they would be published */
  async events(...events: NewEvent[]): Promise<LoggedEvent[]> {
    const batchId = uuid();
    const full = events.map((event) => {
      const ticketId = uuid();
      return {
        type: 'ticket.updated' as const,
        data: { id: ticketId },
        ticketId,
        audienceBefore: everyone,
        audienceAfter: everyone,
        receivedAt: null,
        traceparent: null,
        ...event,
      };
    });
    await this.query('BEGIN');
    await this.query('INSERT INTO ticket.event_batch (id, size) VALUES ($1, $2)', [batchId, full.length]);
    await this.query(
      `INSERT INTO ticket.event (batch_id, ordinal, type, ticket_id, data, audience_before, audience_after)
       SELECT $1, r.* FROM json_to_recordset($2) AS r(ordinal int, type text, "ticketId" uuid, data json, "audienceBefore" jsonb, "audienceAfter" jsonb)`,
      [batchId, JSON.stringify(full.map((event, index) => ({ ordinal: index + 1, ...event })))],
    );
    await this.query('COMMIT');
    const [batch] = await this.query<{ last_seq: string; at: Date }>(
      'SELECT last_seq, at FROM ticket.event_batch WHERE id = $1',
      [batchId],
    );
    const first = Number(batch?.last_seq) - full.length + 1;
    return full.map((event, index) => ({ seq: first + index, at: batch?.at.toISOString() ?? '', ...event }));
  }

  async databaseEpoch(): Promise<string> {
    const [row] = await this.query<{ epoch: string }>('SELECT ticket.database_epoch() AS epoch');
    return row?.epoch ?? '';
  }

  private async message(id: string, of: { id: string; conversationId: string; numberId: string }): Promise<void> {
    await this.query(
      `INSERT INTO ticket.message (id, conversation_id, ticket_id, number_id, direction, kind, text, status, from_me, sent_at, order_key)
       VALUES ($1, $2, $3, $4, 'in', 'text', 'hello', 'received', false, now(), 'a')`,
      [id, of.conversationId, of.id, of.numberId],
    );
  }
}
