import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AcceptedMessage {
  id: string;
  number: string;
  text: string;
  sentAt: Date;
}

/** What becomes of one send: accepted and answered, accepted without an answer, or answered otherwise. */
export type SendBehaviour = 'accept' | 'accept-silently' | 'hang' | { status: number; body: unknown };

/** An Evolution server with one open instance per name that is asked for; it keeps what it accepted. */
export class FakeEvolution {
  readonly accepted: AcceptedMessage[] = [];
  readonly received: string[] = [];
  readonly webhooks = new Map<string, Record<string, unknown>>();
  state: 'open' | 'close' | 'missing' = 'open';
  apiKey = 'key';
  /** Decides about each send; by default all are accepted. */
  behaviour: (text: string) => SendBehaviour | Promise<SendBehaviour> = () => 'accept';
  /** What customers wrote, as it is stored. */
  readonly incoming: Record<string, unknown>[] = [];
  /** Whether what was accepted can be found in its store. */
  remembers = true;
  /** Most sends under way at once, per instance. */
  readonly mostAtOnce = new Map<string, number>();
  private readonly underWay = new Map<string, number>();
  private count = 0;

  private constructor(
    private readonly server: Server,
    private readonly now: () => Date,
  ) {
    server.on('request', (request, response) => void this.answer(request, response));
  }

  static async start(now: () => Date): Promise<FakeEvolution> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeEvolution(server, now);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get texts(): string[] {
    return this.accepted.map(({ text }) => text);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Record<string, unknown>;
    const [, group, call, instance = ''] = new URL(request.url ?? '/', this.url).pathname.split('/');
    const reply = (status: number, content: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    if (group === 'webhook' && call === 'health') return reply(200, { status: 'ok' });
    this.received.push(`${call}`);
    if (this.state === 'missing') return reply(404, error('The instance does not exist'));
    if (request.headers['apikey'] !== this.apiKey) return reply(401, error('Unauthorized'));
    if (call === 'connectionState') return reply(200, { instance: { instanceName: instance, state: this.state } });
    if (call === 'fetchInstances') return reply(200, []);
    if (group === 'webhook') return this.webhook(call, instance, body, reply);
    if (call === 'findMessages') return reply(200, this.stored(body));
    return this.send(instance, body as { number: string; text: string }, reply);
  }

  private webhook(
    call: string | undefined,
    instance: string,
    body: Record<string, unknown>,
    reply: (status: number, content: unknown) => void,
  ): void {
    if (call === 'find') return reply(200, this.webhooks.get(instance) ?? null);
    const { byEvents, base64, ...row } = body['webhook'] as Record<string, unknown>;
    this.webhooks.set(instance, { ...row, webhookByEvents: byEvents, webhookBase64: base64 });
    return reply(201, this.webhooks.get(instance));
  }

  private async send(
    instance: string,
    { number, text }: { number: string; text: string },
    reply: (status: number, content: unknown) => void,
  ): Promise<void> {
    this.underWay.set(instance, (this.underWay.get(instance) ?? 0) + 1);
    this.mostAtOnce.set(instance, Math.max(this.mostAtOnce.get(instance) ?? 0, this.underWay.get(instance) ?? 0));
    const behaviour = await this.behaviour(text);
    this.underWay.set(instance, (this.underWay.get(instance) ?? 1) - 1);
    if (behaviour === 'hang') return;
    if (typeof behaviour === 'object') return reply(behaviour.status, behaviour.body);
    const message = { id: `3EB0${String((this.count += 1)).padStart(8, '0')}`, number, text, sentAt: this.now() };
    this.accepted.push(message);
    if (behaviour === 'accept') reply(201, asStored(message));
  }

  private stored(body: Record<string, unknown>): unknown {
    const all = [...this.incoming, ...(this.remembers ? this.accepted.map(asStored) : [])];
    const records = all.toReversed().toSorted((a, b) => Number(b['messageTimestamp']) - Number(a['messageTimestamp']));
    const [size, start] = [Number(body['offset']), (Number(body['page']) - 1) * Number(body['offset'])];
    const pages = Math.ceil(records.length / size);
    return {
      messages: {
        total: records.length,
        pages,
        currentPage: body['page'],
        records: records.slice(start, start + size),
      },
    };
  }
}

/** A message as Evolution stores it, answers it and echoes it. */
export function asStored({ id, number, text, sentAt }: AcceptedMessage): Record<string, unknown> {
  return {
    key: { id, fromMe: true, remoteJid: number },
    message: { conversation: text },
    messageTimestamp: Math.floor(Number(sentAt) / 1000),
    status: 'PENDING',
  };
}

const error = (message: string): unknown => ({ status: 0, error: '', response: { message } });
