import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Agent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { SenderConfig } from '../app.config.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import type { Exchange } from './domain/exchange.js';
import { trustingConnector } from './trust.js';

export interface EvolutionCall {
  method: 'GET' | 'POST';
  /** Path with `{instance}` for the name: also the label in metrics. */
  route: string;
  instance: string;
  query?: Record<string, string>;
  body?: object;
  /** For everything together, from the connection to the last byte of the answer. */
  timeoutMs: number;
}

/** HTTP to the Evolution server. Never throws for what the network or the server does; a call is never repeated in here. */
@Injectable()
export class EvolutionClient implements OnApplicationShutdown {
  private readonly agent: Agent;
  private readonly base: string;

  constructor(
    private readonly config: SenderConfig,
    private readonly metrics: SenderMetrics,
  ) {
    this.base = config.EVOLUTION_URL.replace(/\/+$/, '');
    this.agent = new Agent({ connect: trustingConnector(config), connections: 64, pipelining: 1 });
  }

  async call(call: EvolutionCall): Promise<Exchange> {
    const exchange = await this.exchange(call);
    this.metrics.countCall(call.route, exchange.kind === 'answered' ? String(exchange.status) : exchange.code);
    return exchange;
  }

  /** Calls under way end as unanswered. */
  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  private async exchange(call: EvolutionCall): Promise<Exchange> {
    const content = Buffer.from(call.body === undefined ? '' : JSON.stringify(call.body));
    let sent = false;
    try {
      const response = await request(this.url(call), {
        method: call.method,
        dispatcher: this.agent,
        signal: AbortSignal.timeout(call.timeoutMs),
        headersTimeout: call.timeoutMs,
        bodyTimeout: call.timeoutMs,
        headers: {
          apikey: this.config.EVOLUTION_API_KEY,
          accept: 'application/json',
          ...(call.body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(content.length) }),
        },
        // The body is asked for only when a connection is ready for the request: until then nothing has left.
        ...(call.body === undefined ? {} : { body: lazily(content, () => (sent = true)) }),
      });
      return await readAnswer(response);
    } catch (error) {
      const { code, message } = describe(error);
      return { kind: 'unanswered', sent, code, message };
    }
  }

  private url({ route, instance, query }: EvolutionCall): string {
    const path = route.replace('{instance}', encodeURIComponent(instance));
    return `${this.base}${path}${query === undefined ? '' : `?${new URLSearchParams(query).toString()}`}`;
  }
}

function lazily(content: Buffer, onAsked: () => void): Readable {
  return new Readable({
    read() {
      onAsked();
      this.push(content);
      this.push(null);
    },
  });
}

async function readAnswer(response: Dispatcher.ResponseData): Promise<Exchange> {
  const text = await response.body.text();
  const retryAfter = Number(response.headers['retry-after']);
  return {
    kind: 'answered',
    status: response.statusCode,
    body: parse(text),
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'FAILED', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, message: error.message };
}
