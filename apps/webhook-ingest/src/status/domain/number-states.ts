import type { NumberState } from '@bkcrm/contracts';

/** The sender repeats every number's state each minute; older ones are no longer known. */
const staleMilliseconds = 3 * 60_000;

export interface EvolutionState {
  /** `unknown`: the sender has not said anything yet, or for some minutes. */
  state: 'unknown' | 'connected' | 'disconnected';
  /** Numbers that exist on the Evolution server. */
  instances: number;
}

/** How the numbers stand on the Evolution server, as the sender last told. */
export class NumberStates {
  private readonly states = new Map<string, { state: NumberState; at: number }>();

  add({ numberId, state }: { numberId: string; state: NumberState }, now: Date): void {
    this.states.set(numberId, { state, at: now.getTime() });
  }

  summary(now: Date): EvolutionState {
    const known = [...this.states.values()].filter(({ at }) => now.getTime() - at <= staleMilliseconds);
    if (known.length === 0) return { state: 'unknown', instances: 0 };
    return {
      state: known.some(({ state }) => state === 'open') ? 'connected' : 'disconnected',
      instances: known.filter(({ state }) => state !== 'missing').length,
    };
  }
}
