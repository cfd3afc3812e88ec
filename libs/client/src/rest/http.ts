import { ApiError } from './api-error.js';
import { postFile } from './upload.js';
import type { UploadRequest } from './upload.js';
import type { Position } from '../live/position.js';

export interface HttpOptions {
  /** Origin of the gateway, without a slash at the end. */
  url: string;
  fetch: typeof fetch;
  /** A token that is fresh enough. Rejects with status 401 when the session is over. */
  token: () => Promise<string | null>;
  /** A fresh one, after the gateway has refused the present one. */
  renew: () => Promise<string>;
  /** Called when the session is over. */
  onUnauthorized: () => void;
}

export interface Answer<T> {
  data: T;
  /** Where the event log stood before the data was read; null on writes. */
  position: Position | null;
}

type Query = Record<string, string | number | string[] | undefined>;

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  /** Milliseconds until it is given up (20000). */
  timeout?: number;
  /** For calls that need no session. */
  anonymous?: boolean;
}

const timeoutMs = 20_000;
/** Of a call that is refused because too many came. */
const mostAttempts = 5;

/** JSON over HTTP with the session's token. Every failure is an ApiError. */
export class Http {
  constructor(private readonly options: HttpOptions) {}

  async call<T>(path: string, call: Call = {}): Promise<Answer<T>> {
    const response = await this.send(`/api/v1${path}${queryString(call.query)}`, call);
    return { data: (await readJson(response)) as T, position: positionOf(response) };
  }

  /** JSON of an address outside the versioned interface, which needs no login. */
  async read<T>(path: string): Promise<T> {
    return (await readJson(await this.send(path, { anonymous: true }))) as T;
  }

  /** Posts a file. It may take as long as it takes. */
  async upload<T>(
    path: string,
    file: Blob,
    { query, onProgress, signal }: { query: Query } & Pick<UploadRequest, 'onProgress' | 'signal'>,
  ): Promise<T> {
    const url = `${this.options.url}/api/v1${path}${queryString(query)}`;
    const response = await this.asSession(async (token) => {
      const headers = {
        accept: 'application/json',
        'content-type': 'application/octet-stream',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      };
      try {
        const answer = await postFile({ url, headers, file, onProgress, signal }, this.options.fetch);
        return new Response(answer.body, { status: answer.status });
      } catch (error) {
        throw new ApiError(0, 'network', 'the server did not answer', undefined, { cause: error });
      }
    });
    return (await readJson(response)) as T;
  }

  /** Bytes of an address that the gateway gave, such as an attachment's. */
  async bytes(path: string, timeout?: number): Promise<Blob> {
    const response = await this.send(path, { timeout });
    return response.blob();
  }

  private async send(path: string, call: Call): Promise<Response> {
    if (call.anonymous === true) return accepted(await this.sendAs(null, path, call));
    return this.asSession((token) => this.sendPatiently(token, path, call));
  }

  /** With a token that is fresh enough, and once more with another one when the gateway refuses it all the same. */
  private async asSession(call: (token: string | null) => Promise<Response>): Promise<Response> {
    const { token, renew, onUnauthorized } = this.options;
    try {
      const given = await token();
      const response = await call(given);
      if (response.status !== 401 || given === null) return await accepted(response);
      return await accepted(await call(await renew()));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) onUnauthorized();
      throw error;
    }
  }

  /** Waits and tries again when the gateway says that too much came at once: a reload of several tabs, say. */
  private async sendPatiently(token: string | null, path: string, call: Call): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.sendAs(token, path, call);
      if (response.status !== 429 || token === null || attempt === mostAttempts) return response;
      const seconds = Number(response.headers.get('retry-after') ?? 1);
      await new Promise((resolve) => setTimeout(resolve, Math.min(5, seconds) * 1_000 * (0.5 + Math.random() / 2)));
    }
  }

  private async sendAs(token: string | null, path: string, call: Call): Promise<Response> {
    try {
      return await this.options.fetch(`${this.options.url}${path}`, {
        method: call.method ?? 'GET',
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        signal: AbortSignal.timeout(call.timeout ?? timeoutMs),
      });
    } catch (error) {
      throw new ApiError(0, 'network', 'the server did not answer', undefined, { cause: error });
    }
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await problemOf(response);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw new ApiError(0, 'network', 'the answer was cut off', undefined, { cause: error });
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => null);
  const { code, detail, title, message, details } = (problem ?? {}) as Record<string, unknown>;
  const sentence = [detail, message, title].find((text) => typeof text === 'string');
  return new ApiError(
    response.status,
    typeof code === 'string' ? code : `http.${response.status}`,
    typeof sentence === 'string' ? sentence : `the server answered ${response.status}`,
    details,
  );
}

function positionOf(response: Response): Position | null {
  const seq = response.headers.get('x-event-seq');
  const epoch = response.headers.get('x-event-epoch');
  return seq === null || epoch === null ? null : { seq: Number(seq), epoch };
}

function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
