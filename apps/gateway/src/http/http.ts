import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KnownAgent } from '@bkcrm/read-model';

/** What the gateway uses of Express' request. */
export interface HttpRequest extends IncomingMessage {
  /** Path without the query. */
  path: string;
  /** The client's address, as far as the trusted proxies tell. */
  ip?: string;
  /** Template of the matched route. */
  route?: { path: string };
  /** Who asks; set by the access guard. */
  agent?: KnownAgent;
}

/** What the gateway uses of Express' response. */
export interface HttpResponse extends ServerResponse {
  sendFile: (path: string, options: { root: string }, done: (error?: Error) => void) => void;
}
