import type { PendingMessage, PendingUpload, TicketEntry } from '@bkcrm/client';
import type { MessageResource } from '@bkcrm/contracts';
import { useEffect, useMemo } from 'react';
import { useClient, useClientState } from '../session/client.js';
import { isHeld } from './message-rules.js';

export interface ThreadView {
  entry: TicketEntry | undefined;
  /** Undefined while the first page is on its way. */
  messages: MessageResource[] | undefined;
  /** Without what the composer shows. */
  pending: PendingMessage[];
  uploads: PendingUpload[];
  hasOlder: boolean;
  isLoadingOlder: boolean;
}

/** A ticket and its conversation, kept loaded while it is shown. */
export function useThread(ticketId: string): ThreadView {
  const client = useClient();
  useEffect(() => client.openTicket(ticketId), [client, ticketId]);
  const entry = useClientState((state) => state.tickets.get(ticketId));
  const thread = useClientState((state) => state.threads.get(ticketId));
  const conversation = useClientState((state) => state.conversations.get(thread?.conversationId ?? ''));
  const allPending = useClientState((state) => state.pending);
  const isClosed = entry === undefined || entry.ticket.status === 'resolved' || entry.ticket.mergedInto !== null;
  const pending = useMemo(
    () => allPending.filter((message) => message.ticketId === ticketId && (isClosed || !isHeld(message))),
    [allPending, ticketId, isClosed],
  );
  const allUploads = useClientState((state) => state.uploads);
  const uploads = useMemo(() => allUploads.filter((upload) => upload.ticketId === ticketId), [allUploads, ticketId]);
  const isLoaded = thread?.isLoaded === true;
  return {
    entry,
    messages: isLoaded ? (conversation?.messages ?? noMessages) : undefined,
    pending,
    uploads,
    hasOlder: conversation !== undefined && conversation.olderCursor !== null,
    isLoadingOlder: thread?.isLoadingOlder === true,
  };
}

const noMessages: MessageResource[] = [];
