import type { GatewayConfig } from '../app.config.js';
import { allowedOrigins, isAllowedOrigin } from '../http/allowed-origins.js';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { problems } from '../http/problem.js';

const name = 'bkcrm-refresh';

/**
 * The refresh token of a browser: scripts cannot read it, other sites' requests do not carry it. Over HTTPS its `__Host-` name keeps
 * other hosts from planting one; over plain HTTP browsers refuse that name and `Secure`, so it does without.
 */
export class RefreshCookie {
  constructor(private readonly config: GatewayConfig) {}

  /** @throws Problem `auth.foreign-origin` */
  read(request: HttpRequest): string | undefined {
    const text = cookieOf(request, this.nameFor(request));
    if (text === undefined || text === '') return undefined;
    const { origin, host } = request.headers;
    if (!isAllowedOrigin(origin, host, allowedOrigins(this.config))) throw problems.foreignOrigin();
    return text;
  }

  set(request: HttpRequest, response: HttpResponse, token: string, endsAt: Date): void {
    response.appendHeader('set-cookie', this.write(request, token, endsAt));
  }

  clear(request: HttpRequest, response: HttpResponse): void {
    response.appendHeader('set-cookie', this.write(request, '', new Date(0)));
  }

  private write(request: HttpRequest, value: string, expires: Date): string {
    const attributes = [`Path=/`, `Expires=${expires.toUTCString()}`, 'HttpOnly', 'SameSite=Strict'];
    if (this.isSecure(request)) attributes.push('Secure');
    return [`${this.nameFor(request)}=${value}`, ...attributes].join('; ');
  }

  private nameFor(request: HttpRequest): string {
    return this.isSecure(request) ? `__Host-${name}` : name;
  }

  /** Whether the browser talks HTTPS: to us, to a trusted proxy that says so, or to the public address. */
  private isSecure(request: HttpRequest): boolean {
    const { PUBLIC_URL } = this.config;
    if (request.secure === true) return true;
    if (PUBLIC_URL?.startsWith('https:') !== true) return false;
    return new URL(PUBLIC_URL).host === request.headers.host;
  }
}

/** Our tokens need no decoding. */
function cookieOf(request: HttpRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
