import type { KeyValueStorage } from '../storage.js';
import { readStored } from '../storage.js';
import type { PendingMessage } from '../store/state.js';

/**
 * Where unsent messages are kept, under the agent who wrote them. Several pages may share one place.
 * Every method may reject, when the place is full, forbidden or gone.
 */
export interface OutboxEntries {
  /** The agent's, the oldest first. */
  list(agentId: string): Promise<PendingMessage[]>;
  /** Does nothing when there is one of this client id. */
  add(agentId: string, message: PendingMessage): Promise<void>;
  /** Does nothing when it is not there any more. */
  replace(agentId: string, message: PendingMessage): Promise<void>;
  remove(agentId: string, clientId: string): Promise<void>;
  /** Calls the listener when another page has changed something. */
  onChange(listener: () => void): void;
}

export const storedPrefix = 'bkcrm.outbox.';
const keyOf = (agentId: string, clientId: string): string => `${storedPrefix}${agentId}.${clientId}`;

/** In a storage of strings, an item for each: for programs outside of browsers, and in memory. */
export class StoredEntries implements OutboxEntries {
  constructor(private readonly storage: KeyValueStorage) {}

  list(agentId: string): Promise<PendingMessage[]> {
    const found = keysOf(this.storage, agentId).map((key) => readStored(this.storage, key) as PendingMessage);
    // Sorting is stable: what was written within one millisecond stays in its order.
    return Promise.resolve(found.sort((a, b) => Number(a.createdAt > b.createdAt) - Number(a.createdAt < b.createdAt)));
  }

  add(agentId: string, message: PendingMessage): Promise<void> {
    return this.write(keyOf(agentId, message.clientId), message);
  }

  replace(agentId: string, message: PendingMessage): Promise<void> {
    const key = keyOf(agentId, message.clientId);
    return this.storage.getItem(key) === null ? Promise.resolve() : this.write(key, message);
  }

  remove(agentId: string, clientId: string): Promise<void> {
    this.storage.removeItem(keyOf(agentId, clientId));
    return Promise.resolve();
  }

  onChange(): void {
    // Programs share no storage that tells.
  }

  private write(key: string, message: PendingMessage): Promise<void> {
    // A storage may throw; that becomes the rejection.
    return Promise.resolve().then(() => this.storage.setItem(key, JSON.stringify(message)));
  }
}

/** The readable ones. */
export function keysOf(storage: KeyValueStorage, agentId: string): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  return keys.filter((key) => key.startsWith(`${storedPrefix}${agentId}.`) && readStored(storage, key) !== undefined);
}
