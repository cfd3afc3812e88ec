import { FileFetched } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { loadMessages, ticketAudience } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';

interface Row {
  messageId: string;
  ticketId: string | null;
  departmentId: string | null;
  assigneeId: string | null;
}

/** Takes over where the sender put a file, and tells whoever sees its message. */
@Injectable()
export class StoreFetchedFile {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(fetched: FileFetched): Promise<void> {
    await this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      const [row] = await tx.query<Row>(
        `WITH changed AS (
           UPDATE attachment SET state = $2, object = $3, size = coalesce($4, size), mime_type = coalesce(mime_type, $5)
           WHERE id = $1 AND state <> 'stored' RETURNING message_id)
         UPDATE message m SET version = m.version + 1 FROM changed WHERE m.id = changed.message_id
         RETURNING m.id AS "messageId", m.ticket_id AS "ticketId",
           (SELECT t.department_id FROM ticket t WHERE t.id = m.ticket_id) AS "departmentId",
           (SELECT t.assignee_id FROM ticket t WHERE t.id = m.ticket_id) AS "assigneeId"`,
        [fetched.attachmentId, fetched.state, fetched.object ?? null, fetched.size ?? null, fetched.mimeType ?? null],
      );
      if (row === undefined || row.ticketId === null) return;
      const message = (await loadMessages(tx, [row.messageId])).get(row.messageId);
      if (message === undefined) return;
      const audience = ticketAudience(row);
      events.add({
        type: 'message.updated',
        data: message,
        ticketId: row.ticketId,
        audienceBefore: audience,
        audienceAfter: audience,
      });
    });
  }
}
