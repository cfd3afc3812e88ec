import { EndSend, exchanges } from '@bkcrm/contracts';
import type { Transaction } from '@bkcrm/database';
import { writeOutbox } from '@bkcrm/outbox';
import { refusals } from '../requests/refusals.js';
import type { LockedMessage } from './lock-message.js';

/**
 * Cancels a message that has not left: a scheduled one here and now; a queued one belongs to the sender, which decides and tells.
 * @throws RequestRefused `message.too-late-to-cancel`
 */
export function cancelMessage(tx: Transaction, message: LockedMessage, now: Date): void {
  if (message.status === 'scheduled') {
    const failure = { code: 'send.cancelled', message: 'The message was cancelled before it left.' };
    tx.write(
      `UPDATE message SET status = 'cancelled', failure = $2, scheduled_for = NULL, sent_at = $3 WHERE id = $1`,
      [message.id, JSON.stringify(failure), now],
    );
    return;
  }
  if (message.status !== 'queued') throw refusals.tooLateToCancel();
  orderEnd(tx, message, 'cancelled');
}

/** Has the sender end a message of ours as an agent decided. */
export function orderEnd(tx: Transaction, message: LockedMessage, outcome: EndSend['outcome']): void {
  const { type } = EndSend;
  const { id: commandId, numberId, conversationId } = message;
  const body: EndSend = { commandId, numberId, conversationId, position: message.position ?? 0, outcome };
  writeOutbox(tx, [{ exchange: exchanges.commands, routingKey: type, type, body }]);
}
