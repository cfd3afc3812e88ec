import { useEffect } from 'react';
import { useClient, useClientState } from '../session/client.js';

/** Marks a ticket as read while its end is on the screen of a person who is looking. */
export function useReading(ticketId: string, isAtBottom: boolean, messages: unknown): void {
  const client = useClient();
  const unread = useClientState((state) => state.tickets.get(ticketId)?.unread ?? 0);
  useEffect(() => {
    if (!isAtBottom || messages === undefined || unread === 0) return undefined;
    const read = (): void => {
      if (document.visibilityState === 'visible') client.markRead(ticketId);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [client, ticketId, isAtBottom, messages, unread]);
}
