import { initialState } from './state.js';
import type { ClientState } from './state.js';

/** Holds the state; made for React's `useSyncExternalStore`, usable without it. */
export class Store {
  private state = initialState;
  private readonly listeners = new Set<() => void>();

  /** @returns the function that ends the subscription */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getSnapshot = (): ClientState => this.state;

  update(change: (state: ClientState) => ClientState): void {
    const next = change(this.state);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}
