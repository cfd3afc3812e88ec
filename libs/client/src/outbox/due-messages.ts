import type { PendingMessage } from '../store/state.js';

/** The ticket's message that may leave now: its oldest that was not refused, so that they arrive in the order they were written. */
export function dueMessage(pending: readonly PendingMessage[], ticketId: string): PendingMessage | undefined {
  return pending.find((message) => message.ticketId === ticketId && message.failure === null);
}

export function ticketsWithDue(pending: readonly PendingMessage[]): Set<string> {
  return new Set(pending.filter(({ failure }) => failure === null).map(({ ticketId }) => ticketId));
}
