import { randomUUID } from 'node:crypto';
import { failpoint } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import type { BrokerLink } from '../broker-link.js';
import { ChannelSupervisor } from '../connection/channel-supervisor.js';
import type { OpenChannel } from '../connection/open-channel.js';
import { deadLetters, queueMessages } from '../metrics.js';
import type { QueueDefinition } from '../queue-definition.js';
import { Abandoned } from './abandoned.js';
import type { Arrived } from './arrived.js';
import { BatchCollector } from './batch-collector.js';
import type { BatchPace } from './batch-collector.js';
import { BatchWork } from './batch-work.js';
import type { BatchWorkOptions } from './batch-work.js';
import type { Consumer } from './consumer.js';
import { declareQueues } from './declare-queues.js';
import { errorFields } from './describe-error.js';
import { readMessage } from './read-message.js';
import type { BodyClass } from './read-message.js';
import { oldestOf } from './oldest-of.js';
import type { QueueState } from './queue-state.js';
import { deadLetterQueue } from './retry-ladder.js';
import { setSuspectsApart } from './suspects.js';
import { durableQueues } from './topology.js';

/** Milliseconds until a handler gets again what it could not handle yet. */
const putOffFor = 250;

export interface QueueConsumerOptions extends Omit<BatchWorkOptions, 'queue' | 'stopping'>, BatchPace<Arrived> {
  definition: QueueDefinition;
  /** Batches in hand at once. */
  parallel: number;
  body?: BodyClass;
  /** What is of another type is parked. */
  types?: readonly string[];
}

/** Takes messages from a durable queue, in batches (of one, for a handler of single messages). */
export class QueueConsumer implements Consumer {
  private readonly logger = new Logger('Broker');
  private readonly collector: BatchCollector<Arrived>;
  private readonly inHand = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly work: BatchWork;
  private readonly channel: ChannelSupervisor;
  private readonly consumerTag = randomUUID();
  private readonly unsettled = new Set<Arrived>();
  /** Those of them that their handler could not handle yet. */
  private readonly putOff = new Set<Arrived>();
  private beside = { retrying: 0, dead: 0 };
  private timer: NodeJS.Timeout | undefined;

  constructor(
    link: BrokerLink,
    private readonly options: QueueConsumerOptions,
  ) {
    const { definition } = options;
    this.collector = new BatchCollector(options);
    this.work = new BatchWork({ ...options, queue: definition.name, stopping: this.stopping.signal });
    this.channel = new ChannelSupervisor(link.consuming, {
      name: definition.name,
      setup: (open) => this.consume(open),
      onClosed: () => {
        this.collector.clear();
        this.unsettled.clear();
        this.putOff.clear();
      },
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
    const { definition, retryDelays } = this.options;
    const own = durableQueues(definition, retryDelays).at(-1);
    // Asserted, not checked: a question about a queue that is gone would close the channel.
    const { messageCount, consumerCount } = await channel.assertQueue(definition.name, own?.options);
    return {
      queue: definition.name,
      ready: messageCount,
      consumers: consumerCount,
      ...this.beside,
      unacknowledged: this.unsettled.size,
      oldestAt: oldestOf(this.unsettled),
    };
  }

  async drain(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.channel.current?.cancel(this.consumerTag);
    await Promise.all(this.inHand);
  }

  close(): Promise<void> {
    return this.channel.close();
  }

  private async consume(open: OpenChannel): Promise<void> {
    const { definition, size, parallel, body, types, outage } = this.options;
    await this.declare(open);
    // Twice what is in hand, so that the next batch fills while this one is stored.
    await open.channel.prefetch(2 * size * parallel);
    if (outage.isOn) await outage.over(0, AbortSignal.any([this.stopping.signal, open.signal]));
    await open.consume(definition.name, this.consumerTag, (message) => {
      const arrived = { open, message, ...readMessage(message, { body, types }) };
      this.unsettled.add(arrived);
      this.collector.add(arrived, performance.now());
      this.dispatch();
    });
  }

  private async declare({ channel }: OpenChannel): Promise<void> {
    const { definition, retryDelays } = this.options;
    const { name, bindings } = definition;
    let [retrying, dead] = [0, 0];
    for (const [queue, messages] of await declareQueues(channel, durableQueues(definition, retryDelays), bindings))
      if (queue === deadLetterQueue(name)) deadLetters.set({ queue: name }, (dead = messages));
      else {
        queueMessages.set({ queue }, messages);
        if (queue !== name) retrying += messages;
      }
    this.beside = { retrying, dead };
  }

  private dispatch(): void {
    while (this.inHand.size < this.options.parallel && !this.stopping.signal.aborted) {
      const now = performance.now();
      const batch = this.collector.take(now);
      if (batch.length === 0) {
        const readyAt = this.collector.readyAt(now);
        if (readyAt !== undefined) this.lookAgain(readyAt - now);
        return;
      }
      const work = this.handle(batch).finally(() => {
        this.inHand.delete(work);
        this.collector.handled(now, performance.now());
        this.dispatch();
      });
      this.inHand.add(work);
    }
  }

  private lookAgain(delay: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.dispatch();
    }, delay);
  }

  /** All of a batch came on one channel: the collector is emptied when a channel closes. */
  private async handle(batch: Arrived[]): Promise<void> {
    const last = batch.at(-1);
    if (last === undefined) return;
    try {
      const parts = setSuspectsApart(batch);
      for (const part of parts) {
        const later = new Set(await this.work.process(part, last.open));
        // One batch at a time, in one piece: everything up to its last message is settled, unless something was put off.
        const upTo = this.options.parallel === 1 && parts.length === 1 && later.size === 0 && this.putOff.size === 0;
        if (upTo) last.open.acknowledge(last.message, { upTo });
        else for (const arrived of part) if (!later.has(arrived)) this.settle(arrived);
        this.handAgain(later, last.open);
        await failpoint('t8');
      }
    } catch (error) {
      if (error instanceof Abandoned) return;
      this.logger.error('batch is left to the broker', { queue: this.options.definition.name, ...errorFields(error) });
      await last.open.close();
    } finally {
      for (const arrived of batch) if (!this.putOff.has(arrived)) this.unsettled.delete(arrived);
    }
  }

  private settle(arrived: Arrived): void {
    arrived.open.acknowledge(arrived.message);
    this.putOff.delete(arrived);
  }

  private handAgain(later: ReadonlySet<Arrived>, open: OpenChannel): void {
    if (later.size === 0 || open.closed) return;
    for (const arrived of later) this.putOff.add(arrived);
    setTimeout(() => {
      if (open.closed) return;
      for (const arrived of later) this.collector.add(arrived, performance.now());
      this.dispatch();
    }, putOffFor).unref();
  }
}
