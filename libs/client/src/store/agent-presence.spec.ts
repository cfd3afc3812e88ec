import type { PresenceNews } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { agentPresenceOf } from './agent-presence.js';
import { applySignal } from './presence.js';
import { initialState } from './state.js';
import type { ClientState } from './state.js';

const hear = (state: ClientState, data: PresenceNews) => applySignal(state, { type: 'agents.presence', data }, 0);

describe('the presence of colleagues', () => {
  it('is what was told first and has changed since', () => {
    const first = hear(initialState, {
      complete: true,
      agents: [
        { agentId: 'ana', presence: 'online' },
        { agentId: 'bia', presence: 'away' },
      ],
    });
    const next = hear(first, {
      complete: false,
      agents: [
        { agentId: 'ana', presence: 'offline' },
        { agentId: 'caio', presence: 'online' },
      ],
    });
    expect(['ana', 'bia', 'caio'].map((id) => agentPresenceOf(next, id))).toEqual(['offline', 'away', 'online']);
  });

  it('starts over with every connection', () => {
    const first = hear(initialState, { complete: true, agents: [{ agentId: 'ana', presence: 'online' }] });
    const again = hear(first, { complete: true, agents: [{ agentId: 'bia', presence: 'online' }] });
    expect(['ana', 'bia'].map((id) => agentPresenceOf(again, id))).toEqual(['offline', 'online']);
  });
});
