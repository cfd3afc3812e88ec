import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandFailed } from '../command-failed.js';

const answerMs = 60_000;
/** Years of messages with their files take their time. */
const downloadMs = 60 * 60_000;

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

  /** Writes what an address answers into a file, which must not be there. @returns bytes */
  async download(path: string, file: string): Promise<number> {
    this.token ??= await this.authenticate();
    const response = await this.fetch('GET', path, undefined, this.token, downloadMs);
    if (!response.ok || response.body === null) throw problem(`GET ${path}`, response.status, await response.text());
    const written = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.fromWeb(response.body), written);
    return written.bytesWritten;
  }

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
    const response = await this.fetch(method, path, body, token, answerMs);
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown);
    throw problem(`${method} ${path}`, response.status, text);
  }

  private async fetch(
    method: string,
    path: string,
    body: unknown,
    token: string | undefined,
    withinMs: number,
  ): Promise<Response> {
    return fetch(new URL(`/api/v1${path}`, this.url), {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(withinMs),
    }).catch((error: unknown) => {
      throw new CommandFailed(`${this.url} does not answer`, 'network', { cause: error });
    });
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
