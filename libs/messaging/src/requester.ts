import { randomUUID } from 'node:crypto';
import { traced, traceHeaders } from '@bkcrm/tracing';
import type { BrokerLink } from './broker-link.js';
import { ChannelSupervisor } from './connection/channel-supervisor.js';
import type { OpenChannel } from './connection/open-channel.js';
import { Sweep } from './connection/sweep.js';
import { RequestRefused, RequestTimedOut, RequestUndeliverable } from './errors.js';
import { requestSeconds } from './metrics.js';
import { PendingRequests } from './requests/pending-requests.js';
import { directReplyTo } from './requests/wire.js';

/** A request's class: its `type` is the routing key, `reply` (declared only) the shape of the answer. */
export interface RequestType<T extends { reply: unknown }> {
  new (): T;
  readonly type: string;
}

/** Asks another service over the broker and waits for its answer. */
export class Requester {
  private readonly channel: ChannelSupervisor;
  private readonly pending = new PendingRequests();
  private readonly sweep = new Sweep(() => {
    this.pending.expire(performance.now());
    return this.pending.size > 0;
  });

  constructor(private readonly link: BrokerLink) {
    this.channel = new ChannelSupervisor(link.publishing, {
      name: 'requests',
      setup: (open) => this.listen(open),
      onClosed: () => this.pending.abandon(),
    });
  }

  /**
   * `deadline` in milliseconds (5000); the request expires in the queue when it is over.
   * @throws RequestRefused, RequestTimedOut, RequestUndeliverable
   */
  async request<T extends { reply: unknown }>(
    exchange: string,
    type: RequestType<T>,
    body: Omit<T, 'reply'>,
    options: { deadline?: number; headers?: Record<string, string> } = {},
  ): Promise<T['reply']> {
    const stop = requestSeconds.startTimer({ request: type.type });
    try {
      const reply = await traced(`request ${type.type}`, { kind: 'CLIENT' }, () =>
        this.send(exchange, type.type, body, options),
      );
      stop({ outcome: 'answered' });
      return reply;
    } catch (error) {
      stop({ outcome: outcomeOf(error) });
      throw error;
    }
  }

  private async send(
    exchange: string,
    type: string,
    body: object,
    { deadline = 5_000, headers = {} }: { deadline?: number; headers?: Record<string, string> },
  ): Promise<unknown> {
    const open = this.channel.current;
    if (open === undefined || this.link.publishState !== 'up') throw new RequestUndeliverable(type);
    const correlationId = randomUUID();
    open.channel.publish(exchange, type, Buffer.from(JSON.stringify(body)), {
      type,
      headers: { ...traceHeaders(), ...headers },
      correlationId,
      messageId: correlationId,
      replyTo: directReplyTo,
      mandatory: true,
      persistent: false,
      expiration: Math.ceil(deadline),
      contentType: 'application/json',
      appId: this.link.options.connectionName,
    });
    const answer = this.pending.add(correlationId, type, performance.now() + deadline);
    this.sweep.arm();
    return answer;
  }

  /** The answers come on the channel that asks. */
  private async listen(open: OpenChannel): Promise<void> {
    open.channel.on('return', ({ properties }) => this.pending.returned(String(properties.correlationId)));
    await open.consume(
      directReplyTo,
      randomUUID(),
      ({ content, properties }) => this.pending.answer(String(properties.correlationId), content),
      { noAck: true },
    );
  }
}

function outcomeOf(error: unknown): string {
  if (error instanceof RequestRefused) return 'refused';
  if (error instanceof RequestTimedOut) return 'timed-out';
  return error instanceof RequestUndeliverable ? 'undeliverable' : 'failed';
}
