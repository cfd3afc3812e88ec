import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

/** One webhook as it was posted, with the answer that Evolution got; null when none came. */
export interface PostedWebhook {
  event: string;
  instance: string;
  data: unknown;
  status: number | null;
}

/**
 * Stands in front of webhook-ingest and writes down what was posted and how it was answered: the truth about what BKCRM has
 * taken upon itself.
 */
export class WebhookRecorder {
  private constructor(
    private readonly server: Server,
    private readonly target: string,
    private readonly record: (webhook: PostedWebhook) => void,
  ) {
    server.on('request', (incoming, outgoing) => void this.handle(incoming, outgoing));
  }

  static async before(target: string, record: (webhook: PostedWebhook) => void): Promise<WebhookRecorder> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookRecorder(server, target, record);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const { status, text } = await this.forward(incoming, body, gone.signal);
      this.note(body, outgoing.destroyed ? null : status);
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(text);
    } catch {
      this.note(Buffer.concat(chunks), null);
      incoming.socket.resetAndDestroy();
    }
  }

  private async forward(
    { url = '/', method = 'POST', headers }: IncomingMessage,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string }> {
    const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
    const withBody = method !== 'GET' && method !== 'HEAD';
    const answer = await request(`${this.target}${url}`, {
      method: method as 'POST',
      headers: kept,
      signal,
      ...(withBody && { body }),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  private note(body: Buffer, status: number | null): void {
    try {
      const { event, instance, data } = JSON.parse(body.toString()) as PostedWebhook;
      if (typeof event === 'string' && typeof instance === 'string') this.record({ event, instance, data, status });
    } catch {
      // A trial call has no event in it.
    }
  }
}
