import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the tests look at in the data of the events. */
export interface WebhookData {
  key?: { id: string; remoteJid: string; remoteJidAlt?: string; fromMe: boolean };
  message?: { conversation?: string; base64?: string };
  messageType?: string;
  state?: string;
  status?: string;
  type?: string;
}

export interface ReceivedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  body: { event: string; instance: string; data: WebhookData; date_time: string } & Record<string, unknown>;
}

/** Takes webhooks and answers them as `answer` says (200). */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  answer: (webhook: ReceivedWebhook) => number = () => 200;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      let raw = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (raw += chunk));
      request.on('end', () => {
        const body = JSON.parse(raw) as ReceivedWebhook['body'];
        const webhook = { path: request.url ?? '', headers: request.headers, raw, body };
        receiver.received.push(webhook);
        response.writeHead(receiver.answer(webhook)).end();
      });
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  events(): string[] {
    return this.received.map(({ body }) => body.event);
  }

  of(event: string): ReceivedWebhook[] {
    return this.received.filter(({ body }) => body.event === event);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
