import type { PendingMessage } from '../store/state.js';
import type { OutboxEntries } from './outbox-entries.js';

/**
 * The entries of a place as this page knows them: with what is still being written there, and with what the place has
 * refused. That lives with the page, but is neither lost before nor left unsent. Only `list` can reject.
 */
export class SafeEntries implements OutboxEntries {
  /** What this page knows better than the place; null when it is gone. */
  private readonly better = new Map<string, { agentId: string; message: PendingMessage | null }>();

  constructor(private readonly place: OutboxEntries) {}

  async list(agentId: string): Promise<PendingMessage[]> {
    const placed = await this.place.list(agentId);
    const known = placed.map((message) => this.better.get(message.clientId)?.message ?? message);
    const isGone = ({ clientId }: PendingMessage): boolean => this.better.get(clientId)?.message === null;
    const present = new Set(placed.map(({ clientId }) => clientId));
    const more = [...this.better.values()].map((entry) => (entry.agentId === agentId ? entry.message : null));
    const unplaced = more.filter((message) => message !== null && !present.has(message.clientId));
    return [...known.filter((message) => !isGone(message)), ...unplaced.filter((message) => message !== null)];
  }

  add(agentId: string, message: PendingMessage): Promise<void> {
    return this.change(agentId, message.clientId, message, () => this.place.add(agentId, message));
  }

  replace(agentId: string, message: PendingMessage): Promise<void> {
    return this.change(agentId, message.clientId, message, () => this.place.replace(agentId, message));
  }

  remove(agentId: string, clientId: string): Promise<void> {
    return this.change(agentId, clientId, null, () => this.place.remove(agentId, clientId));
  }

  onChange(listener: () => void): void {
    this.place.onChange(listener);
  }

  private async change(
    agentId: string,
    clientId: string,
    message: PendingMessage | null,
    write: () => Promise<void>,
  ): Promise<void> {
    const entry = { agentId, message };
    this.better.set(clientId, entry);
    try {
      await write();
    } catch {
      return;
    }
    if (this.better.get(clientId) === entry) this.better.delete(clientId);
  }
}
