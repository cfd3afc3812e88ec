import type { MessageStatus } from '@bkcrm/contracts';

/** What can become of a message, as `messages_total` counts it. */
export type MessageOutcome = 'received' | 'duplicate' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';

const ascending = ['sent', 'delivered', 'read'] as const;
/** How many of `ascending` a message has behind it. */
const reached: Partial<Record<MessageStatus, number>> = { sent: 1, delivered: 2, read: 3, played: 3 };

/**
 * The outcomes that a step from one status to another adds; `before` is null for a message that was not there. Reports may skip
 * steps: what was read was delivered, too, so that the shares of outcomes are true. Waiting, leaving and being cancelled are no outcome.
 */
export function outcomesReached(before: MessageStatus | null, after: MessageStatus): MessageOutcome[] {
  if (before === after) return [];
  if (after === 'received' || after === 'unknown') return [after];
  if (after === 'failed' || after === 'expired') return before === 'failed' || before === 'expired' ? [] : ['failed'];
  return ascending.slice(before === null ? 0 : (reached[before] ?? 0), reached[after] ?? 0);
}
