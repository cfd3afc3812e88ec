import type { Socket } from 'node:net';

/** What the simulator uses of Express's request and response. */
export interface HttpRequest {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string | string[] | undefined>;
  params: Record<string, string | undefined>;
  query: Record<string, string | undefined>;
  socket: Socket;
}

export interface HttpResponse {
  status(code: number): this;
  type(type: string): this;
  json(body: unknown): void;
  send(body: string): void;
}
