import type { AgentResource } from '@bkcrm/contracts';
import type { LoginAnswer } from './rest/api.js';
import { readStored, writeStored } from './storage.js';
import type { KeyValueStorage } from './storage.js';

const key = 'bkcrm.session';

/** The token and whose it is, kept in the storage so that a reload does not ask again. */
export class Session {
  private current: LoginAnswer | undefined;

  constructor(private readonly storage: KeyValueStorage) {
    const stored = readStored(storage, key) as LoginAnswer | undefined;
    if (stored !== undefined && Date.parse(stored.expiresAt) > Date.now()) this.current = stored;
  }

  get token(): string | null {
    return this.current?.accessToken ?? null;
  }

  get agent(): AgentResource | null {
    return this.current?.agent ?? null;
  }

  open(answer: LoginAnswer): void {
    this.current = answer;
    writeStored(this.storage, key, answer);
  }

  close(): void {
    this.current = undefined;
    this.storage.removeItem(key);
  }
}
