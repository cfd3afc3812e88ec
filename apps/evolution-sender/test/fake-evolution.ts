import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ingestProof } from '@bkcrm/webhook-auth';

export interface AcceptedMessage {
  id: string;
  number: string;
  text: string;
  sentAt: Date;
}

/** How an answer to a send breaks off: before its first byte, in its head, or in its body. */
export type BreaksOff = 'at once' | 'in its head' | 'in its body';

/** What becomes of one send: accepted and answered, accepted without an answer, or something else, accepted or not. */
export type SendBehaviour =
  | 'accept'
  | 'accept-silently'
  | 'hang'
  | { accepts?: true; status: number; body: unknown }
  | { accepts?: true; breaksOff: BreaksOff };

/** An Evolution server with one open instance per name that is asked for; it keeps what it accepted. */
export class FakeEvolution {
  readonly accepted: AcceptedMessage[] = [];
  readonly received: string[] = [];
  /** Bodies of sends and acts, in the order of arrival. */
  readonly sends: { call: string; body: Record<string, unknown> }[] = [];
  readonly webhooks = new Map<string, Record<string, unknown>>();
  state: 'open' | 'close' | 'missing' = 'open';
  apiKey = 'key';
  /** What is stored about the fate of messages, by their ids. */
  readonly statuses = new Map<string, Record<string, unknown>[]>();
  /** Whether WhatsApp itself answers what has to be asked of it. */
  whatsappAnswers = true;
  /** Decides about each send; by default all are accepted. */
  behaviour: (text: string) => SendBehaviour | Promise<SendBehaviour> = () => 'accept';
  /** What customers wrote, as it is stored. */
  readonly incoming: Record<string, unknown>[] = [];
  /** Whether what was accepted can be found in its store. */
  remembers = true;
  /** Most sends under way at once, per instance. */
  readonly mostAtOnce = new Map<string, number>();
  /** The same over all instances. */
  mostAtOnceOverall = 0;
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

  /** Sends that wait for their answer. */
  get underWayNow(): number {
    return [...this.underWay.values()].reduce((sum, count) => sum + count, 0);
  }

  get texts(): string[] {
    return this.accepted.map(({ text }) => text);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** What webhook-ingest would answer at this address. */
  ingestSecret = 'secret';

  private proof(body: Record<string, unknown>): string {
    return ingestProof(this.ingestSecret, String(body['challenge']));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Record<string, unknown>;
    const [, group, call, instance = ''] = new URL(request.url ?? '/', this.url).pathname.split('/');
    const reply = (status: number, content: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    if (group === 'webhook' && call === 'test') return reply(200, { proof: this.proof(body) });
    this.received.push(`${call}`);
    if (this.state === 'missing') return reply(404, error('The instance does not exist'));
    if (request.headers['apikey'] !== this.apiKey) return reply(401, error('Unauthorized'));
    if (call === 'connectionState') return reply(200, { instance: { instanceName: instance, state: this.state } });
    if (call === 'fetchInstances') return reply(200, []);
    if (group === 'webhook') return this.webhook(call, instance, body, reply);
    if (call === 'restart') return reply(200, { instance: { instanceName: instance, state: this.state } });
    if (call === 'whatsappNumbers') return this.whatsappAnswers ? reply(200, []) : reply(400, {});
    if (call === 'findStatusMessage') return reply(200, this.statuses.get(idIn(body)) ?? []);
    if (call === 'findMessages') return reply(200, this.stored(body));
    this.sends.push({ call: call ?? '', body });
    const { number, text, caption } = body as { number: string; text?: string; caption?: string };
    return this.send(instance, { number, text: text ?? caption ?? '' }, response, reply);
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
    response: ServerResponse,
    reply: (status: number, content: unknown) => void,
  ): Promise<void> {
    this.underWay.set(instance, (this.underWay.get(instance) ?? 0) + 1);
    this.mostAtOnceOverall = Math.max(this.mostAtOnceOverall, this.underWayNow);
    this.mostAtOnce.set(instance, Math.max(this.mostAtOnce.get(instance) ?? 0, this.underWay.get(instance) ?? 0));
    const behaviour = await this.behaviour(text);
    this.underWay.set(instance, (this.underWay.get(instance) ?? 1) - 1);
    if (behaviour === 'hang') return;
    const accepts = typeof behaviour === 'string' || behaviour.accepts;
    const message = accepts ? this.take(number, text) : undefined;
    if (behaviour === 'accept') return reply(201, message);
    if (typeof behaviour === 'string') return;
    if ('breaksOff' in behaviour) return breakOff(response, behaviour.breaksOff, message ?? {});
    return reply(behaviour.status, behaviour.body);
  }

  private take(number: string, text: string): Record<string, unknown> {
    const message = { id: `3EB0${String((this.count += 1)).padStart(8, '0')}`, number, text, sentAt: this.now() };
    this.accepted.push(message);
    return asStored(message);
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

const idIn = (body: Record<string, unknown>): string => (body['where'] as { id: string }).id;

function breakOff({ socket }: ServerResponse, where: BreaksOff, body: unknown): void {
  const content = JSON.stringify(body);
  const whole = `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${content.length}\r\n\r\n${content}`;
  const end = { 'at once': 0, 'in its head': 20, 'in its body': whole.length - 5 }[where];
  if (end === 0) socket?.resetAndDestroy();
  else socket?.write(whole.slice(0, end), () => socket.resetAndDestroy());
}

const error = (message: string): unknown => ({ status: 0, error: '', response: { message } });
