import { MemoryStorage } from '../storage.js';
import type { KeyValueStorage } from '../storage.js';
import { browser } from './browser.js';
import { IndexedEntries } from './indexed-entries.js';
import { keysOf, StoredEntries } from './outbox-entries.js';
import type { OutboxEntries } from './outbox-entries.js';

/**
 * The best place for unsent messages: in browsers their database, elsewhere the storage that the client was given.
 * Without a storage nothing outlives the client, wherever it runs.
 */
export function chooseEntries(storage: KeyValueStorage | undefined): OutboxEntries {
  if (storage === undefined) return new StoredEntries(new MemoryStorage());
  return browser.indexedDB === undefined ? new StoredEntries(storage) : new IndexedEntries(browser.indexedDB);
}

/** Brings over what an earlier release kept in the browser's storage. Two pages may do it at once. */
export async function moveStored(storage: KeyValueStorage, agentId: string, place: OutboxEntries): Promise<void> {
  if (!(place instanceof IndexedEntries) || keysOf(storage, agentId).length === 0) return;
  const earlier = new StoredEntries(storage);
  for (const message of await earlier.list(agentId)) {
    await place.add(agentId, message);
    await earlier.remove(agentId, message.clientId);
  }
}
