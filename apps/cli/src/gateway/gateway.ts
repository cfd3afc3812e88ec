import { CommandFailed } from '../command-failed.js';

export interface Login {
  email: string;
  password: string;
  /** Of the authenticator app, for those who have one. */
  code?: string | undefined;
}

/** The gateway's REST interface, with an API token or the login of an agent. */
export class Gateway {
  private token: string | undefined;
  private refreshToken: string | undefined;

  /** @param url without a path */
  constructor(
    private readonly url: string,
    private readonly identity: { token: string } | Login,
  ) {}

  get = (path: string): Promise<unknown> => this.call('GET', path);
  post = (path: string, body: unknown): Promise<unknown> => this.call('POST', path, body);

  /** Ends the session that the calls opened, if they did. */
  async close(): Promise<void> {
    const { refreshToken } = this;
    this.refreshToken = undefined;
    this.token = undefined;
    if (refreshToken !== undefined) await this.request('POST', '/auth/logout', { refreshToken }, undefined);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    this.token ??= await this.authenticate();
    return this.request(method, path, body, this.token);
  }

  private async authenticate(): Promise<string> {
    if ('token' in this.identity) return this.identity.token;
    const answer = (await this.request('POST', '/auth/login', { ...this.identity, refresh: 'body' }, undefined)) as {
      accessToken: string;
      refreshToken: string;
    };
    this.refreshToken = answer.refreshToken;
    return answer.accessToken;
  }

  private async request(method: string, path: string, body: unknown, token: string | undefined): Promise<unknown> {
    const response = await fetch(new URL(`/api/v1${path}`, this.url), {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    }).catch((error: unknown) => {
      throw new CommandFailed(`${this.url} does not answer`, 'network', { cause: error });
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown);
    throw problem(`${method} ${path}`, response.status, text);
  }
}

/** The gateway's problem details in one sentence. */
function problem(what: string, status: number, text: string): CommandFailed {
  try {
    const { code, detail, title } = JSON.parse(text) as { code: string; detail?: string; title?: string };
    return new CommandFailed(`${detail ?? title ?? what} (${code})`, code);
  } catch {
    return new CommandFailed(`${what} answers ${status}`, `http.${status}`);
  }
}
