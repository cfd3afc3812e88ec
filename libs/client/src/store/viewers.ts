import type { AgentSummary, MessageResource } from '@bkcrm/contracts';
import { withEntry, withoutEntry } from './state.js';
import type { ClientState, Viewer } from './state.js';

/** Viewing is told again every 30 seconds, typing every 4: without news it has ended. */
const viewingMs = 75_000;
const typingMs = 10_000;

interface Told {
  ticketId: string;
  agent: AgentSummary;
}

export function applyViewing(state: ClientState, told: Told & { viewing: boolean }, now: number): ClientState {
  const { ticketId, agent, viewing } = told;
  if (!viewing) return withViewers(state, ticketId, withoutEntry(viewersIn(state, ticketId), agent.id));
  return withViewer(state, ticketId, agent, { viewedAt: now });
}

export function applyTyping(state: ClientState, told: Told & { typing: boolean }, now: number): ClientState {
  return withViewer(state, told.ticketId, told.agent, { typedAt: told.typing ? now : null });
}

/** Whoever sent this has stopped typing it. */
export function endTyping(state: ClientState, { author, ticketId }: MessageResource): ClientState {
  const known = author === null || ticketId === null ? undefined : viewersIn(state, ticketId).get(author.id);
  if (known === undefined || ticketId === null) return state;
  return withViewer(state, ticketId, known.agent, { typedAt: null });
}

/** Colleagues who have the ticket open right now, by name, and whether they are typing, as far as anybody knows. */
export function viewersOf(
  { viewers }: ClientState,
  ticketId: string,
  now: number,
): { agent: AgentSummary; isTyping: boolean }[] {
  const isFresh = (at: number | null, forMs: number): boolean => at !== null && now - at < forMs;
  return [...(viewers.get(ticketId)?.values() ?? [])]
    .map(({ agent, viewedAt, typedAt }) => ({
      agent,
      isTyping: isFresh(typedAt, typingMs),
      isViewing: isFresh(viewedAt, viewingMs),
    }))
    .filter(({ isTyping, isViewing }) => isTyping || isViewing)
    .map(({ agent, isTyping }) => ({ agent, isTyping }))
    .sort((a, b) => a.agent.name.localeCompare(b.agent.name));
}

const viewersIn = ({ viewers }: ClientState, ticketId: string): ReadonlyMap<string, Viewer> =>
  viewers.get(ticketId) ?? new Map();

function withViewer(state: ClientState, ticketId: string, agent: AgentSummary, change: Partial<Viewer>): ClientState {
  // In another window, oneself is no company.
  if (agent.id === state.agent?.id) return state;
  const known = viewersIn(state, ticketId);
  const viewer = { viewedAt: null, typedAt: null, ...known.get(agent.id), agent, ...change };
  return withViewers(state, ticketId, withEntry(known, agent.id, viewer));
}

function withViewers(state: ClientState, ticketId: string, of: ReadonlyMap<string, Viewer>): ClientState {
  const viewers = of.size === 0 ? withoutEntry(state.viewers, ticketId) : withEntry(state.viewers, ticketId, of);
  return viewers === state.viewers ? state : { ...state, viewers };
}
