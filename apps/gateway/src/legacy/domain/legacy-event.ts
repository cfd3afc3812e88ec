import type {
  LiveEventData,
  LoggedEvent,
  NumberState,
  TicketResource,
  TicketStatus,
  WhatsappNumberResource,
} from '@bkcrm/contracts';
import { toLegacyMessage } from './legacy-message.js';

/** What the old front end listens for. */
export interface LegacyEvent {
  name: 'new-message' | 'ticket-updated' | 'connection-update';
  data: unknown;
}

/** In words that the old front end has no other meaning for: its `open` is our `pending`. */
const ticketStatuses: Record<TicketStatus, string> = {
  pending: 'pendente',
  open: 'atendimento',
  resolved: 'finalizado',
};

const connectionStatuses: Record<NumberState, string> = {
  open: 'connected',
  connecting: 'connecting',
  close: 'disconnected',
  missing: 'disconnected',
  unknown: 'unknown',
};

/** A live event in the old dialect; undefined when it has no word for it, and the next answer to its question says it. */
export function toLegacyEvent({ type, data, at }: LoggedEvent): LegacyEvent | undefined {
  switch (type) {
    case 'message.created': {
      const message = data as LiveEventData['message.created'];
      const { ticketId } = message;
      return ticketId === null ? undefined : { name: 'new-message', data: toLegacyMessage(message, ticketId) };
    }
    case 'ticket.updated': {
      const { id, status } = data as TicketResource;
      return { name: 'ticket-updated', data: { ticketId: id, status: ticketStatuses[status] } };
    }
    case 'number.updated': {
      const { instanceName, state, stateAt, trouble } = data as WhatsappNumberResource;
      const status = connectionStatuses[state];
      return {
        name: 'connection-update',
        data: { instance: instanceName, status, state, timestamp: stateAt ?? at, message: trouble?.message ?? status },
      };
    }
    default:
      return undefined;
  }
}
