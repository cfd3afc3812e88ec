/** What is used of a browser's IndexedDB, channels and locks, for a library that is also compiled where there are none. */
export interface DatabaseRequest<T> {
  readonly result: T;
  readonly error: unknown;
  addEventListener(type: 'success' | 'error', listener: () => void): void;
}

export interface ObjectStore {
  readonly transaction: {
    readonly error: unknown;
    addEventListener(type: 'complete' | 'abort', listener: () => void): void;
    commit(): void;
  };
  index(name: string): {
    getAll(key: string): DatabaseRequest<unknown[]>;
    getKey(key: string): DatabaseRequest<number | undefined>;
  };
  createIndex(name: string, keyPath: string, options?: { unique: boolean }): unknown;
  add(row: unknown): unknown;
  put(row: unknown, key: number): unknown;
  delete(key: number): unknown;
}

export interface BrowserDatabase {
  createObjectStore(name: string, options: { autoIncrement: boolean }): ObjectStore;
  transaction(store: string, mode: 'readonly' | 'readwrite'): { objectStore(name: string): ObjectStore };
  close(): void;
  addEventListener(type: 'close' | 'versionchange', listener: () => void): void;
}

interface OpenRequest extends Omit<DatabaseRequest<BrowserDatabase>, 'addEventListener'> {
  addEventListener(type: 'success' | 'error' | 'upgradeneeded', listener: () => void): void;
}

export interface BrowserDatabases {
  open(name: string, version: number): OpenRequest;
}

export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: () => void): void;
}

interface Browser {
  indexedDB?: BrowserDatabases;
  BroadcastChannel?: new (name: string) => Channel;
  navigator?: { locks?: { request(name: string, work: () => Promise<void>): Promise<void> } };
}

/** The page's global things, each of which may be missing. */
export const browser = globalThis as unknown as Browser;
