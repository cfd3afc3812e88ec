import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticated } from '../auth/authentication.js';

/** What the gateway uses of Express' request. */
export interface HttpRequest extends IncomingMessage {
  /** Path without the query. */
  path: string;
  /** The client's address, as far as the trusted proxies tell. */
  ip?: string;
  /** Template of the matched route. */
  route?: { path: string };
  /** Whether it came over HTTPS, as far as the trusted proxies tell. */
  secure?: boolean;
  /** Where the event log stood when a GET came; set by the position interceptor. */
  head?: number;
  /** Who asks; set by the access guard. */
  access?: Authenticated;
}

/** What the gateway uses of Express' response. */
export interface HttpResponse extends ServerResponse {
  sendFile: (path: string, options: { root: string }, done: (error?: Error) => void) => void;
}

/** Where the caller reached us. */
export function ownOrigin({ secure, headers }: HttpRequest): string {
  return `${secure === true ? 'https' : 'http'}://${headers.host ?? 'localhost'}`;
}
