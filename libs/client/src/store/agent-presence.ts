import type { AgentPresence, PresenceNews } from '@bkcrm/contracts';
import type { ClientState } from './state.js';

export function applyPresence(state: ClientState, { complete, agents }: PresenceNews): ClientState {
  const agentPresence = new Map(complete ? [] : state.agentPresence);
  for (const { agentId, presence } of agents) {
    if (presence === 'offline') agentPresence.delete(agentId);
    else agentPresence.set(agentId, presence);
  }
  return { ...state, agentPresence };
}

/** Whether a colleague, or this agent, is there. Nobody is while there is no connection that could tell. */
export function agentPresenceOf(state: ClientState, agentId: string): AgentPresence {
  return state.agentPresence.get(agentId) ?? 'offline';
}
