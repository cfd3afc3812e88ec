import type { LiveEventData, MessageResource } from '@bkcrm/contracts';
import { withoutEntry, withoutMember } from './state.js';
import type { ClientState } from './state.js';
import { applyTicketRemoved } from './tickets.js';

/** Data of a person was erased: nothing of it is kept here either. */
export function applyErased(
  state: ClientState,
  { conversationIds, ticketIds, before }: LiveEventData['conversation.erased'],
  seq: number,
): ClientState {
  const [gone, touched] = [new Set(ticketIds), new Set(conversationIds)];
  const isErased = ({ conversationId, ticketId, receivedAt }: MessageResource): boolean =>
    touched.has(conversationId) && (before === null || (ticketId === null ? receivedAt < before : gone.has(ticketId)));
  let next = state;
  for (const id of ticketIds) {
    const removed = applyTicketRemoved(next, id, seq);
    next = {
      ...removed,
      threads: withoutEntry(removed.threads, id),
      viewers: withoutEntry(removed.viewers, id),
      staleTickets: withoutMember(removed.staleTickets, id),
    };
  }
  const conversations = new Map(next.conversations);
  for (const id of conversationIds) {
    const conversation = conversations.get(id);
    if (conversation === undefined) continue;
    if (before === null) conversations.delete(id);
    else
      conversations.set(id, {
        ...conversation,
        messages: conversation.messages.filter((message) => !isErased(message)),
      });
  }
  return {
    ...next,
    conversations,
    recent: next.recent.filter((event) => event.type === 'removed' || !isErased(event.message)),
    pending: next.pending.filter(({ ticketId }) => !gone.has(ticketId)),
    uploads: next.uploads.filter(({ ticketId }) => !gone.has(ticketId)),
  };
}
