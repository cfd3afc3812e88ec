import type { MessageResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages, ticketAudience } from '@bkcrm/read-model';
import type { EventRecorder } from '../event-log/event-recorder.js';

/** Tells whoever sees a message that its file has changed. A message that no ticket spans is nobody's to be told of. */
export async function recordFileChange(
  tx: Transaction,
  events: EventRecorder,
  messageId: string,
): Promise<MessageResource | undefined> {
  const [row] = await tx.query<{ departmentId: string | null; assigneeId: string | null }>(
    `UPDATE message m SET version = m.version + 1 WHERE m.id = $1
     RETURNING (SELECT t.department_id FROM ticket t WHERE t.id = m.ticket_id) AS "departmentId",
       (SELECT t.assignee_id FROM ticket t WHERE t.id = m.ticket_id) AS "assigneeId"`,
    [messageId],
  );
  const message = (await loadMessages(tx, [messageId])).get(messageId);
  if (row === undefined || message === undefined) return undefined;
  const { ticketId } = message;
  const audience = ticketAudience(row);
  if (ticketId !== null) {
    events.add({
      type: 'message.updated',
      data: message,
      ticketId,
      audienceBefore: audience,
      audienceAfter: audience,
    });
  }
  return message;
}
