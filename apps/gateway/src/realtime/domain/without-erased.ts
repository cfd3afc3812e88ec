import type { LiveEventData, LoggedEvent } from '@bkcrm/contracts';
import { encodeEvent } from './encoded-event.js';
import type { EncodedEvent } from './encoded-event.js';

/**
 * What becomes of earlier events when data is erased: those about the tickets that are gone, and about messages in them, tell of their
 * removal from now on, as they do in the database.
 */
export function withoutErased(erased: LoggedEvent): (event: EncodedEvent) => EncodedEvent {
  const ticketIds = new Set((erased.data as LiveEventData['conversation.erased']).ticketIds);
  return (encoded) => {
    const { event } = encoded;
    const { type, ticketId, data } = event;
    if (ticketId === null || !ticketIds.has(ticketId)) return encoded;
    if (type === 'ticket.created' || type === 'ticket.updated')
      return encodeEvent({ ...event, type: 'ticket.removed', data: { id: ticketId } });
    if (type === 'message.created' || type === 'message.updated')
      return encodeEvent({ ...event, type: 'message.removed', data: { id: (data as { id: string }).id, ticketId } });
    return encoded;
  };
}
