import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectedAgents } from './connected-agents.js';

let agents: ConnectedAgents;
const lost = (now: number) => ({ isOnPurpose: false, now });

beforeEach(() => {
  agents = new ConnectedAgents(20_000);
});

describe('the people connected to a replica', () => {
  it('are online while they use any of their windows, and away when they use none', () => {
    agents.add('ana', '1', true);
    agents.add('ana', '2', false);
    expect(agents.states(0)).toEqual({ ana: 'online' });
    agents.setActive('ana', '1', false);
    expect(agents.states(0)).toEqual({ ana: 'away' });
    agents.setActive('ana', '2', true);
    expect(agents.states(0)).toEqual({ ana: 'online' });
    agents.remove('ana', '2', lost(0));
    expect(agents.states(0)).toEqual({ ana: 'away' });
  });

  it('stay as they were while a page loads again, and are gone when it does not', () => {
    agents.add('ana', '1', true);
    agents.add('bia', '2', false);
    agents.remove('ana', '1', lost(0));
    agents.remove('bia', '2', lost(0));
    expect(agents.states(19_999)).toEqual({ ana: 'online', bia: 'away' });
    agents.add('ana', '3', true);
    expect(agents.states(20_000)).toEqual({ ana: 'online' });
    expect(agents.states(90_000)).toEqual({ ana: 'online' });
  });

  it('are gone at once when they leave on purpose, unless another window is open', () => {
    agents.add('ana', '1', true);
    agents.add('ana', '2', true);
    agents.remove('ana', '1', { isOnPurpose: true, now: 0 });
    expect(agents.states(0)).toEqual({ ana: 'online' });
    agents.remove('ana', '2', { isOnPurpose: true, now: 0 });
    expect([agents.states(0), agents.has('ana')]).toEqual([{}, false]);
  });

  it('are away while they have chosen to be, whatever they do', () => {
    agents.add('ana', '1', true);
    agents.setChosenAway('ana', true);
    agents.add('ana', '2', true);
    expect(agents.states(0)).toEqual({ ana: 'away' });
    agents.setChosenAway('ana', false);
    expect(agents.states(0)).toEqual({ ana: 'online' });
  });

  it('do not come back by what is said of a window that is closed', () => {
    agents.add('ana', '1', true);
    agents.remove('ana', '1', { isOnPurpose: true, now: 0 });
    agents.setActive('ana', '1', true);
    agents.setChosenAway('ana', true);
    expect(agents.states(0)).toEqual({});
  });
});
