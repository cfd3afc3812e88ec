import type { PendingMessage } from '../store/state.js';

/**
 * Which pending messages may leave now: the oldest of each ticket that is not refused, so that a ticket's messages
 * arrive in the order they were written.
 */
export function dueMessages(pending: readonly PendingMessage[], onTheirWay: ReadonlySet<string>): PendingMessage[] {
  const firstOfTicket = new Map<string, PendingMessage>();
  for (const message of pending) {
    if (message.failure === null && !firstOfTicket.has(message.ticketId)) firstOfTicket.set(message.ticketId, message);
  }
  return [...firstOfTicket.values()].filter(({ clientId }) => !onTheirWay.has(clientId));
}
