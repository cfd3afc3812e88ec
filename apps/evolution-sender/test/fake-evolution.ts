import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SentText {
  instance: string;
  number: string;
  text: string;
  /** What it was answered with; null while it is left without an answer. */
  whatsappId: string | null;
}

interface Reply {
  status: number;
  body: unknown;
}

type SendBehaviour = (sent: SentText) => Reply | 'hang' | 'hang-delivered' | 'accept';

/** As much of an Evolution server as the sender needs, on a free port. Every instance name exists. */
export class FakeEvolution {
  /** Every sendText that arrived, in order. */
  readonly sends: SentText[] = [];
  /** `METHOD path` of every request, in order. */
  readonly requests: string[] = [];
  readonly states = new Map<string, string>();
  readonly webhooks = new Map<string, Record<string, unknown>>();
  /** What its store holds, newest first. */
  readonly stored: Record<string, unknown>[] = [];
  onSend: SendBehaviour = () => 'accept';
  file: Reply = { status: 400, body: { status: 400, response: { message: ['Message not found'] } } };
  private counter = 0;

  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get texts(): string[] {
    return this.sends.map((sent) => sent.text);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    this.requests.push(`${request.method} ${url.pathname}`);
    const body = JSON.parse((await text(request)) || 'null') as Record<string, unknown> | null;
    const reply = this.route(url, body ?? {});
    if (reply === undefined) return;
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  }

  private route(url: URL, body: Record<string, unknown>): Reply | undefined {
    const [, area, verb, instance = ''] = url.pathname.split('/');
    switch (`${area}/${verb}`) {
      case 'instance/connectionState':
        return { status: 200, body: { instance: { state: this.states.get(instance) ?? 'open' } } };
      case 'instance/fetchInstances':
        return {
          status: 200,
          body: [{ ownerJid: '5511999990000@s.whatsapp.net', profileName: 'Loja', token: 'never to be told' }],
        };
      case 'webhook/find':
        return { status: 200, body: this.webhooks.get(instance) ?? null };
      case 'webhook/set':
        return this.setWebhook(instance, body['webhook'] as Record<string, unknown>);
      case 'chat/findMessages':
        return this.findMessages(body);
      case 'chat/getBase64FromMediaMessage':
        return this.file;
      default:
        return this.send({ instance, number: String(body['number']), text: String(body['text']), whatsappId: null });
    }
  }

  private setWebhook(instance: string, webhook: Record<string, unknown>): Reply {
    const { byEvents, base64, ...rest } = webhook;
    this.webhooks.set(instance, { ...rest, webhookByEvents: byEvents, webhookBase64: base64 });
    return { status: 201, body: this.webhooks.get(instance) };
  }

  private findMessages(body: Record<string, unknown>): Reply {
    const { key } = body['where'] as { key: { remoteJid: string } };
    const records = this.stored.filter((record) => (record['key'] as typeof key).remoteJid === key.remoteJid);
    return { status: 200, body: { messages: { total: records.length, pages: 1, currentPage: 1, records } } };
  }

  private send(sent: SentText): Reply | undefined {
    this.sends.push(sent);
    const behaviour = this.onSend(sent);
    if (behaviour === 'hang') return undefined;
    if (typeof behaviour === 'object') return behaviour;
    this.counter += 1;
    const message = {
      key: {
        remoteJid: sent.number.includes('@') ? sent.number : `${sent.number}@s.whatsapp.net`,
        fromMe: true,
        id: `3EB0${String(this.counter).padStart(18, '0')}`,
      },
      status: 'PENDING',
      message: { conversation: sent.text },
      messageType: 'conversation',
      messageTimestamp: Math.floor(Date.now() / 1_000),
    };
    this.stored.unshift(message);
    sent.whatsappId = message.key.id;
    return behaviour === 'accept' ? { status: 201, body: message } : undefined;
  }
}
