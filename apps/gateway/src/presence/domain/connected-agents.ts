import type { PresentState } from '@bkcrm/contracts';

interface Connected {
  /** Whether each window is in use, by socket. */
  windows: Map<string, boolean>;
  hasChosenAway: boolean;
  /** Since when there is no window, milliseconds; null while there is one. */
  goneAt: number | null;
  /** What was last said of them while there was one. */
  last: PresentState;
}

/**
 * The people connected to this replica. Whoever loses their last connection stays as they were for the time that a page takes to load
 * again; whoever leaves on purpose does not.
 */
export class ConnectedAgents {
  private readonly agents = new Map<string, Connected>();

  /** @param graceMs how long a lost connection is waited for */
  constructor(private readonly graceMs: number) {}

  add(agentId: string, socketId: string, isActive: boolean): void {
    const known = this.agents.get(agentId);
    const agent = known ?? { windows: new Map<string, boolean>(), hasChosenAway: false, goneAt: null, last: 'online' };
    agent.windows.set(socketId, isActive);
    agent.goneAt = null;
    this.agents.set(agentId, agent);
  }

  setActive(agentId: string, socketId: string, isActive: boolean): void {
    const windows = this.agents.get(agentId)?.windows;
    if (windows?.has(socketId) === true) windows.set(socketId, isActive);
  }

  setChosenAway(agentId: string, hasChosenAway: boolean): void {
    const agent = this.agents.get(agentId);
    if (agent !== undefined) agent.hasChosenAway = hasChosenAway;
  }

  remove(agentId: string, socketId: string, { isOnPurpose, now }: { isOnPurpose: boolean; now: number }): void {
    const agent = this.agents.get(agentId);
    if (agent === undefined) return;
    const state = stateOf(agent);
    if (!agent.windows.delete(socketId) || agent.windows.size > 0) return;
    if (isOnPurpose) this.agents.delete(agentId);
    else Object.assign(agent, { goneAt: now, last: state });
  }

  has(agentId: string): boolean {
    return this.agents.has(agentId);
  }

  states(now: number): Record<string, PresentState> {
    for (const [id, { goneAt }] of this.agents)
      if (goneAt !== null && now - goneAt >= this.graceMs) this.agents.delete(id);
    return Object.fromEntries(
      [...this.agents].map(([id, agent]) => [id, agent.goneAt === null ? stateOf(agent) : agent.last]),
    );
  }
}

function stateOf({ windows, hasChosenAway }: Connected): PresentState {
  return !hasChosenAway && [...windows.values()].includes(true) ? 'online' : 'away';
}
