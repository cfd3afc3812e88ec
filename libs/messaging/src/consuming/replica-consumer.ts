import { randomUUID } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';
import { Logger } from '@nestjs/common';
import type { BrokerLink } from '../broker-link.js';
import { ChannelSupervisor } from '../connection/channel-supervisor.js';
import type { OpenChannel } from '../connection/open-channel.js';
import type { Delivery } from '../messages.js';
import { consumed } from '../metrics.js';
import type { QueueDefinition } from '../queue-definition.js';
import type { Consumer } from './consumer.js';
import { declareQueues } from './declare-queues.js';
import { errorFields } from './describe-error.js';
import { readMessage } from './read-message.js';
import type { BodyClass } from './read-message.js';
import { replicaQueue } from './topology.js';
import type { QueueDeclaration } from './topology.js';

/** Messages waiting in memory when the queue's definition says nothing else. */
const waitingAtMost = 10_000;

export interface ReplicaConsumerOptions {
  definition: QueueDefinition;
  body?: BodyClass;
  run: (delivery: Delivery) => Promise<void>;
}

/** This process's own copy of a fan-out, in the order of arrival. What fails or is too much is dropped: its readers notice holes themselves. */
export class ReplicaConsumer implements Consumer {
  private readonly logger = new Logger('Broker');
  private readonly channel: ChannelSupervisor;
  private readonly consumerTag = randomUUID();
  private own: QueueDeclaration | undefined;
  private waiting: ConsumeMessage[] = [];
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    link: BrokerLink,
    private readonly options: ReplicaConsumerOptions,
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
    const { channel, queue } = { channel: this.channel.current?.channel, queue: this.own };
    if (channel !== undefined && queue !== undefined)
      await declareQueues(channel, [queue], this.options.definition.bindings);
  }

  async drain(): Promise<void> {
    this.stopped = true;
    this.waiting = [];
    await this.channel.current?.cancel(this.consumerTag);
    await this.running;
  }

  close(): Promise<void> {
    return this.channel.close();
  }

  private async consume(open: OpenChannel): Promise<void> {
    const { definition } = this.options;
    const queue = replicaQueue(`${definition.name}.${randomUUID()}`, definition);
    this.own = queue;
    await declareQueues(open.channel, [queue], definition.bindings);
    await open.consume(queue.name, this.consumerTag, (message) => this.accept(message), { noAck: true });
  }

  private accept(message: ConsumeMessage): void {
    if (this.stopped) return;
    if (this.waiting.length >= (this.options.definition.maxLength ?? waitingAtMost)) {
      this.waiting.shift();
      consumed.inc({ queue: this.options.definition.name, outcome: 'dropped' });
    }
    this.waiting.push(message);
    this.running ??= this.work().finally(() => {
      this.running = undefined;
    });
  }

  private async work(): Promise<void> {
    for (let round = this.waiting; round.length > 0; round = this.waiting) {
      this.waiting = [];
      for (const message of round) if (!this.stopped) await this.handle(message);
    }
  }

  private async handle(message: ConsumeMessage): Promise<void> {
    const { definition, body, run } = this.options;
    const { delivery, invalid } = readMessage(message, { body });
    try {
      if (invalid !== undefined) throw invalid;
      await run(delivery);
      consumed.inc({ queue: definition.name, outcome: 'handled' });
    } catch (error) {
      consumed.inc({ queue: definition.name, outcome: 'dropped' });
      this.logger.warn('message dropped', { queue: definition.name, type: delivery.type, ...errorFields(error) });
    }
  }
}
