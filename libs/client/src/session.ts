import type { AgentResource } from '@bkcrm/contracts';
import { ApiError } from './rest/api-error.js';
import type { LoginAnswer } from './rest/api.js';
import { readStored, writeStored } from './storage.js';
import type { KeyValueStorage } from './storage.js';

const key = 'bkcrm.session';
/** A token with less than this left is renewed before it is used. */
const tooShortMs = 30_000;

/** What outlives the page: whose session it is, and the refresh token where no cookie holds it. */
interface Stored {
  agent: AgentResource;
  refreshToken?: string;
}

export interface SessionOptions {
  storage: KeyValueStorage;
  /** Asks the gateway for a fresh access token. Rejects with an ApiError of status 401 when the session is over. */
  refresh: (refreshToken: string | undefined) => Promise<LoginAnswer>;
  /** There is a fresh access token. */
  onRenewed: (accessToken: string) => void;
  now?: () => number;
}

/**
 * Whose session it is, and an access token that is always fresh enough. Tabs share the session, each with an access token of its own:
 * the gateway answers a refresh token that another tab has just used with the same successor.
 */
export class Session {
  private current: LoginAnswer | undefined;
  private renewing: Promise<string> | undefined;
  private owner: AgentResource | null;

  constructor(private readonly options: SessionOptions) {
    this.owner = this.stored?.agent ?? null;
  }

  get agent(): AgentResource | null {
    return this.owner;
  }

  get refreshToken(): string | undefined {
    return this.stored?.refreshToken;
  }

  open(answer: LoginAnswer): void {
    this.current = answer;
    this.owner = answer.agent;
    const { agent, refreshToken } = answer;
    const stored: Stored = { agent, ...(refreshToken === undefined ? {} : { refreshToken }) };
    writeStored(this.options.storage, key, stored);
  }

  close(): void {
    // Another tab may have logged somebody else in.
    if (this.stored?.agent.id === this.owner?.id) this.options.storage.removeItem(key);
    this.current = undefined;
    this.owner = null;
  }

  /** An access token that is still good for a while; null when nobody is logged in. @throws ApiError */
  async token(): Promise<string | null> {
    if (this.owner === null) return null;
    const { now = Date.now } = this.options;
    const isFresh = this.current !== undefined && Date.parse(this.current.expiresAt) - now() > tooShortMs;
    return isFresh && this.current !== undefined ? this.current.accessToken : this.renew();
  }

  /** A fresh one, whatever the present one is; several calls at once are one. @throws ApiError */
  renew(): Promise<string> {
    this.renewing ??= this.askForRenewal().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async askForRenewal(): Promise<string> {
    const { owner } = this;
    // Read each time: another tab may have replaced it.
    const answer = await this.options.refresh(this.refreshToken);
    if (this.owner === null || answer.agent.id !== owner?.id)
      throw new ApiError(401, 'auth.other-agent', 'somebody else is logged in now');
    this.open(answer);
    this.options.onRenewed(answer.accessToken);
    return answer.accessToken;
  }

  private get stored(): Stored | undefined {
    return readStored(this.options.storage, key) as Stored | undefined;
  }
}
