import { listKey, ticketsOf } from '@bkcrm/client';
import type { TicketEntry, TicketFilter } from '@bkcrm/client';
import { useEffect, useMemo } from 'react';
import { useClient, useClientState } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

export interface TicketList {
  /** Undefined while the first page is on its way. */
  entries: TicketEntry[] | undefined;
  hasMore: boolean;
  isLoading: boolean;
  loadMore: () => void;
}

/** A list that is kept loaded while it is shown. @param filter the same object while it means the same */
export function useTicketList(filter: TicketFilter): TicketList {
  const client = useClient();
  const { showError } = useToasts();
  useEffect(() => client.openList(filter), [client, filter]);
  const tickets = useClientState((state) => state.tickets);
  const list = useClientState((state) => state.lists.get(listKey(filter)));
  const entries = useMemo(() => ticketsOf(tickets, list), [tickets, list]);
  return {
    entries,
    hasMore: list !== undefined && !list.isComplete,
    isLoading: list?.isLoading ?? true,
    loadMore: () => void client.loadMoreTickets(filter).catch(showError),
  };
}
