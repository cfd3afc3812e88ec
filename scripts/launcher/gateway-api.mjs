import { LauncherError } from './output.mjs';

/** The gateway's REST interface as seen by one signed-in agent. */
export class GatewayApi {
  #url;
  #token;

  /** @param {string} url without the path, e.g. `http://127.0.0.1:3001` */
  constructor(url) {
    this.#url = url.replace(/\/+$/, '');
  }

  get token() {
    return this.#token;
  }

  get url() {
    return this.#url;
  }

  /** Signs in and keeps the token for the calls that follow. */
  async login(email, password) {
    const session = await this.post('/auth/login', { email, password });
    this.#token = session.accessToken;
    return session;
  }

  get = (path) => this.#call('GET', path);
  post = (path, body, headers) => this.#call('POST', path, body, headers);
  patch = (path, body) => this.#call('PATCH', path, body);

  /** @throws LauncherError with the problem's code when the answer is not 2xx; its `status` is the HTTP status */
  async #call(method, path, body, headers = {}) {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (response.ok) return text ? JSON.parse(text) : undefined;
    throw Object.assign(new LauncherError(`${method} ${path} answers ${response.status} ${problemCode(text)}`), {
      status: response.status,
    });
  }
}

function problemCode(text) {
  try {
    const { code, detail } = JSON.parse(text);
    return [code, detail].filter(Boolean).join(': ');
  } catch {
    return text.slice(0, 100);
  }
}
