import type { StaleReply } from '@bkcrm/contracts';
import { ApiError } from '../rest/api-error.js';
import type { NewMessage } from '../rest/api.js';
import { mergeMessageAnswer } from '../store/messages.js';
import type { ClientState, PendingMessage } from '../store/state.js';

/** The latest turn of a ticket's conversation that is loaded; undefined when nothing is. */
export function latestTurn({ threads, conversations }: ClientState, ticketId: string): number | undefined {
  const conversation = conversations.get(threads.get(ticketId)?.conversationId ?? '');
  return conversation?.messages.reduce((latest, { turn }) => Math.max(latest, turn ?? 0), 0);
}

/**
 * What a pending message asks of the server before it is stored. One that had to wait for the connection leaves whatever the
 * customer wrote meanwhile: only a colleague's answer stops it.
 */
export function questionOf(message: PendingMessage, hasWaited: boolean): Pick<NewMessage, 'seen' | 'staleAfter'> {
  if (message.seen === undefined || message.what?.scheduledFor !== undefined) return {};
  return { seen: message.seen, ...(hasWaited && { staleAfter: 'colleagues' }) };
}

/** Why the server refused a message for good. */
export function failureOf(error: ApiError): NonNullable<PendingMessage['failure']> {
  const { code, message } = error;
  return { code, message, ...(code === 'reply.stale' && { turn: (error.details as StaleReply).turn }) };
}

/** Shows what the author of a stale reply has not seen, also when the live events are late. */
export function mergeNewer(state: ClientState, error: ApiError): ClientState {
  if (error.code !== 'reply.stale') return state;
  return (error.details as StaleReply).newer.reduce(mergeMessageAnswer, state);
}

/** The same message after its author has seen what there is now. */
export function seenNow(state: ClientState, message: PendingMessage): PendingMessage {
  if (message.seen === undefined) return message;
  const seen = Math.max(message.seen, message.failure?.turn ?? 0, latestTurn(state, message.ticketId) ?? 0);
  return { ...message, seen };
}
