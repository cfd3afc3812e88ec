import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { failpoint } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import type { BrokerLink } from '../broker-link.js';
import { backoff } from '../connection/backoff.js';
import { ChannelSupervisor } from '../connection/channel-supervisor.js';
import type { OpenChannel } from '../connection/open-channel.js';
import type { Classify } from '../consuming/classify.js';
import type { Consumer } from '../consuming/consumer.js';
import { declareQueues } from '../consuming/declare-queues.js';
import { describeFailure } from '../consuming/describe-error.js';
import { readMessage } from '../consuming/read-message.js';
import { deadLetterQueue } from '../consuming/retry-ladder.js';
import { deadLetters } from '../consuming/topology.js';
import type { DeadLetter } from './dead-letter.js';
import { readDeadLetter } from './dead-letter.js';

/** Keeps a dead letter where it can be found. Called again when it fails, or when its end was not seen: it must not matter. */
export type KeepDeadLetter = (letter: DeadLetter) => Promise<void>;

export interface DeadLetterConsumerOptions {
  /** The queue that the letters were meant for. */
  queue: string;
  keep: KeepDeadLetter;
  classify: Classify;
}

const prefetch = 20;
const waits = { initial: 250, maximum: 10_000 };

/** Takes letters out of a dead-letter queue, one after the other, each only once it is kept elsewhere. */
export class DeadLetterConsumer implements Consumer {
  private readonly logger = new Logger('Broker');
  private readonly channel: ChannelSupervisor;
  private readonly consumerTag = randomUUID();
  private readonly stopping = new AbortController();
  private work: Promise<void> = Promise.resolve();

  constructor(
    link: BrokerLink,
    private readonly options: DeadLetterConsumerOptions,
  ) {
    this.channel = new ChannelSupervisor(link.consuming, {
      name: deadLetterQueue(options.queue),
      setup: (open) => this.consume(open),
    });
  }

  get queue(): string {
    return deadLetterQueue(this.options.queue);
  }

  get unconsumedSince(): number | undefined {
    return this.channel.missingSince;
  }

  async declareAgain(): Promise<void> {
    if (this.channel.current !== undefined) await this.declare(this.channel.current);
  }

  async drain(): Promise<void> {
    this.stopping.abort();
    await this.channel.current?.cancel(this.consumerTag);
    await this.work;
  }

  close(): Promise<void> {
    return this.channel.close();
  }

  private async declare({ channel }: OpenChannel): Promise<void> {
    await declareQueues(channel, [deadLetters(this.options.queue)], []);
  }

  private async consume(open: OpenChannel): Promise<void> {
    await this.declare(open);
    await open.channel.prefetch(prefetch);
    await open.consume(deadLetterQueue(this.options.queue), this.consumerTag, (message) => {
      this.work = this.work.then(() => this.take(open, message));
    });
  }

  /** Tries until the letter is kept. One that is itself the trouble stays in the queue, and the others go on. */
  private async take(open: OpenChannel, message: ConsumeMessage): Promise<void> {
    const { queue, keep, classify } = this.options;
    const { delivery } = readMessage(message);
    const signal = AbortSignal.any([open.signal, this.stopping.signal]);
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await keep(readDeadLetter(queue, delivery));
        await failpoint('d1');
        open.acknowledge(message);
        return;
      } catch (error) {
        const { messageId } = delivery;
        const { reason } = describeFailure(error);
        if (classify(error) === 'data') {
          this.logger.error('dead letter cannot be kept; it stays in its queue', { queue, reason, messageId });
          return;
        }
        this.logger.warn('dead letter waits to be kept', { queue, reason });
        await pause(backoff(attempt, waits), undefined, { signal }).catch(() => {});
      }
    }
  }
}
