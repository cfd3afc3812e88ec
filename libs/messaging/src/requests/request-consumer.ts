import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import type { BrokerLink } from '../broker-link.js';
import { backoff } from '../connection/backoff.js';
import { ChannelSupervisor } from '../connection/channel-supervisor.js';
import type { OpenChannel } from '../connection/open-channel.js';
import type { Classify } from '../consuming/classify.js';
import type { Consumer } from '../consuming/consumer.js';
import { declareQueues } from '../consuming/declare-queues.js';
import { errorFields } from '../consuming/describe-error.js';
import { readMessage } from '../consuming/read-message.js';
import type { BodyClass } from '../consuming/read-message.js';
import type { QueueState } from '../consuming/queue-state.js';
import { requestQueue } from '../consuming/topology.js';
import { RequestRefused } from '../errors.js';
import type { Delivery } from '../messages.js';
import { answerSeconds, queueMessages } from '../metrics.js';
import type { Broadcasting } from '../publishing/broadcasting.js';
import type { QueueDefinition } from '../queue-definition.js';
import { refusalOf } from './refusal-of.js';
import { encodeRefusal, encodeReply } from './wire.js';

const answeredAtOnce = 32;
const transientRetries = 2;

export interface RequestHandler {
  body: BodyClass;
  run: (delivery: Delivery) => Promise<unknown>;
}

export interface RequestConsumerOptions {
  definition: QueueDefinition;
  /** By AMQP type. */
  handlers: ReadonlyMap<string, RequestHandler>;
  classify: Classify;
  replies: Broadcasting;
}

/** Answers requests, many at a time. Nothing is kept for later: whoever asked is told at once, or has stopped waiting. */
export class RequestConsumer implements Consumer {
  private readonly logger = new Logger('Broker');
  private readonly channel: ChannelSupervisor;
  private readonly inHand = new Set<Promise<void>>();
  private readonly consumerTag = randomUUID();

  constructor(
    link: BrokerLink,
    private readonly options: RequestConsumerOptions,
  ) {
    this.channel = new ChannelSupervisor(link.consuming, {
      name: options.definition.name,
      setup: (open) => this.consume(open),
    });
  }

  get queue(): string {
    return this.options.definition.name;
  }

  get unconsumedSince(): number | undefined {
    return this.channel.missingSince;
  }

  async declareAgain(): Promise<void> {
    if (this.channel.current !== undefined) await this.declare(this.channel.current);
  }

  async look(): Promise<QueueState | undefined> {
    const channel = this.channel.current?.channel;
    if (channel === undefined) return undefined;
    const { name, options } = requestQueue(this.options.definition);
    const { messageCount: ready, consumerCount: consumers } = await channel.assertQueue(name, options);
    const unacknowledged = this.inHand.size;
    return { queue: name, ready, consumers, retrying: 0, dead: 0, unacknowledged, oldestAt: undefined };
  }

  async drain(): Promise<void> {
    await this.channel.current?.cancel(this.consumerTag);
    await Promise.all(this.inHand);
  }

  close(): Promise<void> {
    return this.channel.close();
  }

  private async consume(open: OpenChannel): Promise<void> {
    const { definition } = this.options;
    await this.declare(open);
    await open.channel.prefetch(answeredAtOnce);
    await open.consume(definition.name, this.consumerTag, (message) => {
      const type = String(message.properties.type);
      const work = this.answer(message)
        .catch((error: unknown) => this.logger.error('reply could not be sent', { type, ...errorFields(error) }))
        .then(() => void open.acknowledge(message))
        .finally(() => this.inHand.delete(work));
      this.inHand.add(work);
    });
  }

  private async declare({ channel }: OpenChannel): Promise<void> {
    const { definition } = this.options;
    const waiting = await declareQueues(channel, [requestQueue(definition)], definition.bindings);
    queueMessages.set({ queue: definition.name }, waiting.get(definition.name) ?? 0);
  }

  private async answer(message: ConsumeMessage): Promise<void> {
    const { replyTo, correlationId, type } = message.properties as {
      replyTo?: string;
      correlationId?: string;
      type?: string;
    };
    const { definition, handlers } = this.options;
    // What nobody handles may be called anything.
    const request = handlers.has(String(type)) ? String(type) : 'other';
    const stop = answerSeconds.startTimer({ queue: definition.name, request });
    const [outcome, content] = await this.handle(message);
    stop({ outcome });
    if (replyTo === undefined) return;
    this.options.replies.send({ exchange: '', routingKey: replyTo, content, properties: { correlationId, type } });
  }

  private async handle(message: ConsumeMessage): Promise<[outcome: string, content: Buffer]> {
    try {
      return ['answered', encodeReply(await this.attempt(message))];
    } catch (error) {
      const refusal = refusalOf(error, this.options.classify);
      if (refusal.status >= 500)
        this.logger.error('request failed', {
          type: String(message.properties.type),
          ...errorFields(error),
        });
      return [refusal.status >= 500 ? 'failed' : 'refused', encodeRefusal(refusal)];
    }
  }

  private async attempt(message: ConsumeMessage): Promise<unknown> {
    const handler = this.options.handlers.get(String(message.properties.type));
    if (handler === undefined) throw new RequestRefused('request.unknown', 501, 'nothing here handles this request');
    const { delivery, invalid } = readMessage(message, { body: handler.body });
    if (invalid !== undefined) throw invalid;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await handler.run(delivery);
      } catch (error) {
        if (error instanceof RequestRefused || attempt >= transientRetries) throw error;
        if (this.options.classify(error) !== 'transient') throw error;
      }
      await pause(backoff(attempt, { initial: 30, maximum: 300 }));
    }
  }
}
