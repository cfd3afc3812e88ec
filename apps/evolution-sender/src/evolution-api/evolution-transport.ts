import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { annotate, annotateFailure, traced, traceHeaders } from '@bkcrm/tracing';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { AddressRule } from './address-guard.js';
import { LongStringCutter } from './long-string-cutter.js';
import { jsonWithFile } from './json-with-file.js';
import type { FileToSend } from './json-with-file.js';
import { EvolutionUnreachable, unreachable } from './evolution-unreachable.js';
import { trustingConnector } from './tls-trust.js';
import type { TlsTrust } from './tls-trust.js';

export interface EvolutionCall {
  method: 'GET' | 'POST' | 'DELETE';
  /** Path with placeholders, for metrics: `/message/sendText/{instance}`. */
  route: string;
  /** For routes of one instance. */
  instance?: string;
  /** Another key than the server's; null sends none. */
  apiKey?: string | null;
  query?: Record<string, string>;
  body?: object;
  /** A file that goes with the body, in base64, as this property of it. */
  file?: FileToSend & { property: string };
  /** Milliseconds until the answer has to begin; otherwise the transport's. */
  timeout?: number;
  /** Largest answer taken, in bytes (5 MB). */
  limit?: number;
  /** Longer strings of the answer are cut to so many bytes. */
  longestString?: number;
  /** Told as soon as the first byte may have left, and when the answer's head is there. */
  phases?: { written?: () => void; answered?: () => void };
}

export interface EvolutionAnswer {
  status: number;
  /** Parsed JSON; undefined when the answer was something else. */
  body: unknown;
  /** Beginning of an answer that is not JSON: who wrote it can be told from it. */
  page?: string;
  /** Its `server` header. */
  server?: string;
  retryAfter: string | undefined;
}

export interface TransportOptions {
  url: string;
  /** Null sends none. */
  apiKey: string | null;
  trust: TlsTrust;
  /** Where the server may be; absent: anywhere. */
  addresses?: AddressRule;
  /** Milliseconds until the answer has to begin. */
  timeout: number;
  connectTimeout?: number;
  /** Told about every call: a status, or `net`, `tls` or `slow` with the error. */
  observe?: (call: EvolutionCall, outcome: string, error?: EvolutionUnreachable) => void;
}

const defaultLimit = 5 * 1024 * 1024;
/** Characters kept of an answer that is not JSON. */
const pageLength = 1_000;

/** HTTP to one Evolution server. It knows nothing about what is said, but exactly how far a call got. */
export class EvolutionTransport {
  private readonly agent: Agent;
  private readonly base: URL;

  constructor(private readonly options: TransportOptions) {
    this.base = new URL(options.url);
    const { trust, addresses, connectTimeout = 10_000 } = options;
    this.agent = new Agent({
      connect: trustingConnector({ trust, addresses, timeout: connectTimeout }),
      headersTimeout: options.timeout,
      bodyTimeout: 30_000,
      pipelining: 1,
      connections: 32,
      // Well below the 5 s of a Node server: a request is never written to a connection that is being closed.
      keepAliveTimeout: 2_000,
      keepAliveMaxTimeout: 2_000,
    });
  }

  /**
   * A step of the trace under way. A proxy before Evolution may be part of it, so it is told of the trace; Evolution itself takes no notice.
   * @throws EvolutionUnreachable
   */
  call(call: EvolutionCall): Promise<EvolutionAnswer> {
    const { method, route } = call;
    const attributes = { 'http.request.method': method, 'url.template': route, 'server.address': this.base.hostname };
    return traced(`${method} ${route}`, { kind: 'CLIENT', attributes }, () => this.ask(call));
  }

  private async ask(call: EvolutionCall): Promise<EvolutionAnswer> {
    try {
      const answer = await this.dispatch(call);
      annotate({ 'http.response.status_code': answer.status });
      if (answer.status >= 400) annotateFailure(String(answer.status));
      this.options.observe?.(call, String(answer.status));
      return answer;
    } catch (error) {
      if (error instanceof EvolutionUnreachable) this.options.observe?.(call, error.reason, error);
      throw error;
    }
  }

  /** Takes no more calls, and ends when those under way have ended. */
  async close(): Promise<void> {
    await this.agent.close();
  }

  /** Ends every connection; calls still under way fail. */
  async destroy(): Promise<void> {
    await this.agent.destroy();
  }

  private dispatch(call: EvolutionCall): Promise<EvolutionAnswer> {
    const apiKey = call.apiKey === undefined ? this.options.apiKey : call.apiKey;
    const { content, length } = bodyOf(call);
    const request: Dispatcher.DispatchOptions = {
      origin: this.base.origin,
      method: call.method,
      path: this.path(call),
      headers: {
        ...(apiKey === null ? {} : { apikey: apiKey }),
        accept: 'application/json',
        'content-type': 'application/json',
        ...traceHeaders(),
        ...(length === undefined ? {} : { 'content-length': String(length) }),
      },
      body: content,
      headersTimeout: call.timeout ?? this.options.timeout,
    };
    return new Promise((resolve, reject) => {
      this.agent.dispatch(request, new AnswerReader(call, resolve, reject));
    });
  }

  private path(call: EvolutionCall): string {
    const path = call.route.replace('{instance}', encodeURIComponent(call.instance ?? ''));
    const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
    return `${this.base.pathname.replace(/\/$/, '')}${path}${query}`;
  }
}

/** `length` in bytes, where the connection could not tell by itself. */
function bodyOf({ body, file }: EvolutionCall): { content: string | Readable | null; length?: number } {
  if (body === undefined) return { content: null };
  if (file === undefined) return { content: JSON.stringify(body) };
  const { stream, length } = jsonWithFile(body, file.property, file);
  return { content: stream, length };
}

/** Collects an answer up to the limit, and knows whether the request had begun to leave. */
class AnswerReader implements Dispatcher.DispatchHandler {
  private written = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private readonly cutter: LongStringCutter | undefined;

  constructor(
    private readonly call: EvolutionCall,
    private readonly resolve: (answer: EvolutionAnswer) => void,
    private readonly reject: (error: EvolutionUnreachable) => void,
  ) {
    this.cutter = call.longestString === undefined ? undefined : new LongStringCutter(call.longestString);
  }

  onRequestStart(): void {
    this.written = true;
    this.call.phases?.written?.();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.headers = headers;
    this.call.phases?.answered?.();
  }

  onResponseData(controller: Dispatcher.DispatchController, received: Buffer): void {
    const chunk = this.cutter?.pass(received) ?? received;
    this.size += chunk.length;
    if (this.size > (this.call.limit ?? defaultLimit)) controller.abort(new Error('the answer is too large'));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const content = Buffer.concat(this.chunks).toString('utf8');
    const body = parse(content);
    this.resolve({
      status: this.status,
      body,
      page: body === undefined ? content.slice(0, pageLength) : undefined,
      server: this.headers['server']?.toString(),
      retryAfter: this.headers['retry-after'],
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.reject(unreachable(error, this.written));
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
