import type { PendingMessage } from '../store/state.js';
import { browser } from './browser.js';
import type { BrowserDatabase, BrowserDatabases, Channel, DatabaseRequest, ObjectStore } from './browser.js';
import type { OutboxEntries } from './outbox-entries.js';

const databaseName = 'bkcrm';
const storeName = 'outbox';
const channelName = 'bkcrm.outbox';
/** Some browsers have been seen to never answer: what is written then lives with the page. */
const openWithinMs = 5_000;

/** Keys count upwards, over all pages: the order of the entries is the order in which they were written. */
interface Row {
  agentId: string;
  clientId: string;
  message: PendingMessage;
}

/** In the browser's own database, which all pages of one origin share; each tells the others of what it changes. */
export class IndexedEntries implements OutboxEntries {
  private opening: Promise<BrowserDatabase> | undefined;
  private readonly channel: Channel | undefined;

  constructor(private readonly factory: BrowserDatabases) {
    if (browser.BroadcastChannel !== undefined) this.channel = new browser.BroadcastChannel(channelName);
  }

  async list(agentId: string): Promise<PendingMessage[]> {
    const store = await this.begin('readonly');
    const rows = await answerOf(store.index('agentId').getAll(agentId));
    return (rows as Row[]).map(({ message }) => message);
  }

  async add(agentId: string, message: PendingMessage): Promise<void> {
    const { clientId } = message;
    await this.change(clientId, (store, key) => key ?? store.add({ agentId, clientId, message }));
  }

  async replace(agentId: string, message: PendingMessage): Promise<void> {
    const { clientId } = message;
    await this.change(clientId, (store, key) => key && store.put({ agentId, clientId, message }, key));
  }

  async remove(_agentId: string, clientId: string): Promise<void> {
    await this.change(clientId, (store, key) => key && store.delete(key));
  }

  onChange(listener: () => void): void {
    this.channel?.addEventListener('message', listener);
  }

  /** Looks the entry up and changes it, in one transaction, which is on its way to the disk before this returns. */
  private async change(clientId: string, act: (store: ObjectStore, key: number | undefined) => unknown) {
    const store = await this.begin('readwrite');
    const { transaction } = store;
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(asError(transaction.error)));
    });
    const search = store.index('clientId').getKey(clientId);
    search.addEventListener('success', () => {
      act(store, search.result);
      // Not left to the end of the task: the page may be closed by then.
      transaction.commit();
    });
    await done;
    this.channel?.postMessage('changed');
  }

  private async begin(mode: 'readonly' | 'readwrite'): Promise<ObjectStore> {
    this.opening ??= this.open();
    try {
      return (await this.opening).transaction(storeName, mode).objectStore(storeName);
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  private open(): Promise<BrowserDatabase> {
    return new Promise((resolve, reject) => {
      const request = this.factory.open(databaseName, 1);
      request.addEventListener('upgradeneeded', () => {
        const store = request.result.createObjectStore(storeName, { autoIncrement: true });
        store.createIndex('agentId', 'agentId');
        store.createIndex('clientId', 'clientId', { unique: true });
      });
      request.addEventListener('error', () => reject(asError(request.error)));
      request.addEventListener('success', () => {
        // The browser, or a newer page, takes it away: the next use opens it again.
        request.result.addEventListener('close', () => (this.opening = undefined));
        request.result.addEventListener('versionchange', () => (request.result.close(), (this.opening = undefined)));
        resolve(request.result);
      });
      setTimeout(() => reject(new Error('the browser does not open its database')), openWithinMs);
    });
  }
}

function answerOf<T>(request: DatabaseRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(asError(request.error)));
  });
}

function asError(cause: unknown): Error {
  return new Error('the browser does not keep this', { cause });
}
