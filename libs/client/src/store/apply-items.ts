import type { LiveEventData, LiveEventType } from '@bkcrm/contracts';
import type { LiveItem } from '../live/position.js';
import { applyErased } from './erased.js';
import { applyMessageEvent, applyMessageRemoved } from './messages.js';
import { endPresence } from './presence.js';
import { withEntry } from './state.js';
import type { ClientState } from './state.js';
import { endTyping } from './viewers.js';
import { applyRead, applyTicketEvent, applyTicketRemoved, countMessage, updatePreview } from './tickets.js';

type Apply<T extends LiveEventType> = (state: ClientState, data: LiveEventData[T], seq: number) => ClientState;

/** What each event does. All of them bring whole resources, so doing one again changes nothing. */
const applyByType: { [T in LiveEventType]: Apply<T> } = {
  'ticket.created': (state, ticket) => applyTicketEvent(state, ticket, true),
  'ticket.updated': (state, ticket) => applyTicketEvent(state, ticket, false),
  'ticket.removed': (state, { id }, seq) => applyTicketRemoved(state, id, seq),
  'message.created': (state, message, seq) =>
    countMessage(endTyping(endPresence(applyMessageEvent(state, message, seq), message), message), message),
  'message.updated': (state, message, seq) => updatePreview(applyMessageEvent(state, message, seq), message),
  'message.removed': (state, { id }, seq) => applyMessageRemoved(state, id, seq),
  // What is loaded stays true; the next page of it brings the rest.
  'conversation.changed': (state) => state,
  'conversation.erased': applyErased,
  'number.updated': (state, number) => {
    if ((state.numbers.get(number.id)?.version ?? -1) > number.version) return state;
    return { ...state, numbers: withEntry(state.numbers, number.id, number) };
  },
  'agent.updated': (state, agent) => ({
    ...state,
    // Programs are no colleagues.
    agents: agent.role === 'integration' ? state.agents : withEntry(state.agents, agent.id, agent),
    agent: state.agent?.id === agent.id ? agent : state.agent,
  }),
  'ticket.read': (state, { ticketId, agentId, readUpTo }, seq) =>
    agentId === state.agent?.id ? applyRead(state, ticketId, readUpTo, seq) : state,
};

/** Applies events in their order. A type that this client does not know changes nothing. */
export function applyItems(state: ClientState, items: LiveItem[]): ClientState {
  return items.reduce((before, { type, data, seq }) => {
    const apply = (applyByType as Record<string, Apply<LiveEventType> | undefined>)[type];
    return apply === undefined ? before : apply(before, data as LiveEventData[LiveEventType], seq);
  }, state);
}
