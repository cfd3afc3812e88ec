import type { AgentResource, DepartmentSummary, Page, TicketResource, WhatsappNumberResource } from '@bkcrm/contracts';
import { withEntry } from './state.js';
import type { ClientState } from './state.js';
import { listKey } from './ticket-list.js';
import type { TicketFilter } from './ticket-list.js';
import { mergeTicket } from './tickets.js';

export function openList(state: ClientState, filter: TicketFilter): ClientState {
  const key = listKey(filter);
  if (state.lists.has(key)) return state;
  const list = { filter, boundary: null, nextCursor: null, isComplete: false, isLoading: true };
  return { ...state, lists: withEntry(state.lists, key, list) };
}

export function setListLoading(state: ClientState, filter: TicketFilter, isLoading: boolean): ClientState {
  const key = listKey(filter);
  const list = state.lists.get(key);
  return list === undefined ? state : { ...state, lists: withEntry(state.lists, key, { ...list, isLoading }) };
}

/** A page of a list, read when the log stood at `seq`. */
export function mergeTicketPage(
  state: ClientState,
  filter: TicketFilter,
  page: Page<TicketResource>,
  seq: number,
): ClientState {
  const key = listKey(filter);
  const list = state.lists.get(key);
  let next = state;
  for (const ticket of page.items) next = mergeTicket(next, ticket, seq);
  if (list === undefined) return next;
  const last = page.items.at(-1);
  return {
    ...next,
    lists: withEntry(next.lists, key, {
      filter,
      boundary: last === undefined ? list.boundary : { updatedAt: last.updatedAt, id: last.id },
      nextCursor: page.nextCursor,
      isComplete: page.nextCursor === null,
      isLoading: false,
    }),
  };
}

/** Numbers, agents and departments are few: they are always all there. */
export function mergeDirectory(
  state: ClientState,
  directory: { numbers: WhatsappNumberResource[]; agents: AgentResource[]; departments: DepartmentSummary[] },
): ClientState {
  const numbers = new Map(state.numbers);
  for (const number of directory.numbers) {
    if ((numbers.get(number.id)?.version ?? -1) <= number.version) numbers.set(number.id, number);
  }
  return {
    ...state,
    numbers,
    agents: byId(directory.agents),
    departments: byId(directory.departments),
  };
}

function byId<T extends { id: string }>(items: T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
