import type { AgentResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { applyItems } from './apply-items.js';
import { newMessage } from './model-database.fixture.js';
import { applySignal } from './presence.js';
import { initialState } from './state.js';
import type { ClientState } from './state.js';
import { viewersOf } from './viewers.js';

const [ana, bia] = [
  { id: 'ana', name: 'Ana' },
  { id: 'bia', name: 'Bia' },
];
const mine: ClientState = { ...initialState, agent: { id: 'me' } as AgentResource };
const viewing = (state: ClientState, agent: { id: string; name: string }, isThere: boolean, at: number) =>
  applySignal(state, { type: 'agent.viewing', data: { ticketId: 't', agent, viewing: isThere } }, at);
const typing = (state: ClientState, agent: { id: string; name: string }, isTyping: boolean, at: number) =>
  applySignal(state, { type: 'agent.typing', data: { ticketId: 't', agent, typing: isTyping } }, at);
const seen = (state: ClientState, at: number) =>
  viewersOf(state, 't', at).map(({ agent, isTyping }) => (isTyping ? `${agent.name}…` : agent.name));

describe('who else has a ticket open', () => {
  it('is whoever said so and has not left', () => {
    const both = viewing(viewing(mine, bia, true, 0), ana, true, 0);
    expect(seen(both, 1)).toEqual(['Ana', 'Bia']);
    expect(seen(viewing(both, ana, false, 1), 1)).toEqual(['Bia']);
    expect(viewing(viewing(mine, ana, true, 0), ana, false, 1).viewers.size).toBe(0);
  });

  it('is nobody who has not been heard of for long', () => {
    const state = viewing(mine, ana, true, 0);
    expect(seen(state, 74_000)).toEqual(['Ana']);
    expect(seen(state, 76_000)).toEqual([]);
    expect(seen(viewing(state, ana, true, 70_000), 76_000)).toEqual(['Ana']);
  });

  it('shows who types until they stop, send it, or are not heard of', () => {
    const state = typing(viewing(mine, ana, true, 0), ana, true, 0);
    expect(seen(state, 1)).toEqual(['Ana…']);
    expect(seen(typing(state, ana, false, 1), 1)).toEqual(['Ana']);
    expect(seen(state, 11_000)).toEqual(['Ana']);
    const data = { ...newMessage('t', 1, 0, 'out'), author: ana };
    expect(seen(applyItems(state, [{ seq: 1, type: 'message.created', at: '', data }]), 1)).toEqual(['Ana']);
    // Whoever types without having said that they look is there, too.
    expect(seen(typing(mine, bia, true, 0), 1)).toEqual(['Bia…']);
  });

  it('does not count this agent’s other windows', () => {
    expect(seen(viewing(mine, { id: 'me', name: 'Me' }, true, 0), 1)).toEqual([]);
  });
});
