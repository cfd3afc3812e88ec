import type { MessageResource } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { loadMessages, ticketAudience } from '@bkcrm/read-model';
import type { EventRecorder } from '../event-log/event-recorder.js';

/** Raises the version of a message that changed, and tells whoever may see its ticket. */
export async function recordChanged(
  tx: Transaction,
  events: EventRecorder,
  messageId: string,
): Promise<MessageResource> {
  tx.write('UPDATE message SET version = version + 1 WHERE id = $1', [messageId]);
  const message = (await loadMessages(tx, [messageId])).get(messageId);
  if (message === undefined) throw new Error(`message ${messageId} vanished`);
  const [ticket] = await tx.query<{ id: string; departmentId: string | null; assigneeId: string | null }>(
    'SELECT id, department_id AS "departmentId", assignee_id AS "assigneeId" FROM ticket WHERE id = $1',
    [message.ticketId],
  );
  if (ticket === undefined) return message;
  const audience = ticketAudience(ticket);
  events.add({
    type: 'message.updated',
    data: message,
    ticketId: ticket.id,
    audienceBefore: audience,
    audienceAfter: audience,
  });
  return message;
}
