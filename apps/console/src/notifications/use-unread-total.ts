import type { ClientState } from '@bkcrm/client';
import { useClientState } from '../session/client.js';

/** Unread messages in what waits for this agent: the own tickets and those that nobody has. */
export function useUnreadTotal(): number {
  return useClientState(unreadTotal);
}

export function unreadTotal({ tickets, agent }: ClientState): number {
  let total = 0;
  for (const { ticket, unread } of tickets.values()) {
    const concernsMe = ticket.assignee === null || ticket.assignee.id === agent?.id;
    if (concernsMe && ticket.status !== 'resolved' && ticket.mergedInto === null) total += unread;
  }
  return total;
}
