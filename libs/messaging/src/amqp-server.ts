import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import type { BrokerLink } from './broker-link.js';
import { buildConsumers } from './consuming/build-consumers.js';
import { checkHandlers, describeHandler } from './consuming/check-handlers.js';
import type { Classify } from './consuming/classify.js';
import type { Consumer } from './consuming/consumer.js';
import { Copies } from './consuming/copies.js';
import { errorFields } from './consuming/describe-error.js';
import { amqpTransport, knownTypes } from './consuming/handler-definition.js';
import type { QueueState } from './consuming/queue-state.js';
import { registeredHandler } from './consuming/registered-handler.js';
import type { RegisteredHandler } from './consuming/registered-handler.js';
import { Outage } from './consuming/outage.js';
import { defaultRetryDelays } from './consuming/retry-ladder.js';
import type { KeepDeadLetter } from './dead-letters/dead-letter-consumer.js';
import { Publisher } from './publisher.js';
import { Broadcasting } from './publishing/broadcasting.js';

export interface AmqpServerOptions {
  /** What an error that a handler threw means: `infrastructure` pauses consumption, `transient` is tried again at once, `data` is the message's own fault. */
  classify?: Classify;
  /** Resolves when the handlers' dependencies work again; asked while consumption is paused. */
  probe?: () => Promise<void>;
  /** Milliseconds that a message that failed for a transient reason waits before each further attempt (1 s, 10 s, 1 min, 10 min). */
  retryDelays?: readonly number[];
  /** Milliseconds (10 minutes) that messages are kept in memory during an outage before they go back to the broker. */
  holdAtMost?: number;
  /** Milliseconds (30000) after which a handler that has not come back is given up, and its messages are delivered again. */
  handleWithin?: number;
  /** Milliseconds (30000) after which exchanges, queues and bindings are declared once more, should somebody have deleted them. */
  declareEvery?: number;
  /** Where dead letters go; without it they stay in their queues. */
  keepDeadLetter?: KeepDeadLetter;
}

const drainTimeout = 20_000;
const tenMinutes = 600_000;
const halfMinute = 30_000;

/** Nest's side of the broker: finds the decorated handlers, declares their queues, consumes. */
export class AmqpServer extends Server implements CustomTransportStrategy {
  override readonly transportId = amqpTransport;
  private readonly bootLogger = new Logger('Broker');
  private readonly registered: RegisteredHandler[] = [];
  private readonly outage: Outage;
  private consumers: Consumer[] = [];
  private draining: Promise<void> | undefined;
  private declaring: NodeJS.Timeout | undefined;

  constructor(
    private readonly link: BrokerLink,
    private readonly settings: AmqpServerOptions = {},
  ) {
    super();
    this.outage = new Outage(settings.probe ?? (() => Promise.resolve()));
  }

  /** @throws when another handler has the same queue (or, of a requests queue, the same type) */
  override addHandler(pattern: string, callback: MessageHandler, isEventHandler?: boolean, extras?: object): void {
    const handler = registeredHandler(callback, extras);
    const other = this.registered.find((each) => each.pattern === handler.pattern);
    if (other !== undefined) throw new Error(`${handler.name} and ${other.name} both handle ${handler.pattern}`);
    this.registered.push(handler);
    super.addHandler(pattern, callback, isEventHandler, extras as Record<string, unknown>);
  }

  /** Answers at once: a broker that is down is waited for behind the scenes. @throws when the handlers do not fit together */
  listen(callback: (error?: unknown) => void): void {
    try {
      checkHandlers(this.registered);
    } catch (error) {
      callback(error);
      return;
    }
    for (const line of this.registered.flatMap(describeHandler)) this.bootLogger.log(line);
    this.consumers = buildConsumers(this.link, this.registered, {
      classify: this.settings.classify ?? (() => 'data'),
      outage: this.outage,
      copies: new Copies(new Publisher(this.link)),
      replies: new Broadcasting(this.link.publishing),
      holdAtMost: this.settings.holdAtMost ?? tenMinutes,
      handleWithin: this.settings.handleWithin ?? halfMinute,
      retryDelays: this.settings.retryDelays ?? defaultRetryDelays,
      keepDeadLetter: this.settings.keepDeadLetter,
    });
    this.declaring = setInterval(() => void this.declareAgain(), this.settings.declareEvery ?? halfMinute);
    callback();
  }

  /**
   * Queues that have not been consumed since before then (steady clock) although the broker is there. None while an outage of what
   * the handlers need keeps consumption from beginning.
   */
  unconsumed(before: number): string[] {
    if (this.outage.isOn || this.draining !== undefined) return [];
    return this.consumers.flatMap(({ queue, unconsumedSince }) =>
      unconsumedSince !== undefined && unconsumedSince < before ? [queue] : [],
    );
  }

  /** How the queues that are consumed here do; those that cannot be asked about now are left out. */
  async queueStates(): Promise<QueueState[]> {
    const asked = await Promise.allSettled(this.consumers.map(async (consumer) => consumer.look?.()));
    return asked.flatMap((answer) =>
      answer.status === 'fulfilled' && answer.value !== undefined ? [answer.value] : [],
    );
  }

  /** What this version takes from its durable queues, by type. */
  known(): { queue: string; types: readonly string[] }[] {
    return this.registered.flatMap(({ definition }) =>
      (definition.queue.kind ?? 'durable') === 'durable'
        ? [{ queue: definition.queue.name, types: knownTypes(definition) ?? [] }]
        : [],
    );
  }

  /** Stops taking messages, waits for those in hand, commits and acknowledges them, then closes its channels. */
  drain(): Promise<void> {
    this.draining ??= this.finish();
    return this.draining;
  }

  close(): Promise<void> {
    return this.drain();
  }

  on(): never {
    throw new Error('not supported: observe the BrokerLink');
  }

  unwrap(): never {
    throw new Error('not supported: use the BrokerLink');
  }

  /** A binding that is gone shows nowhere: nothing fails, and nothing arrives. */
  private async declareAgain(): Promise<void> {
    try {
      await this.link.consuming.setUpAgain();
      await Promise.all(this.consumers.map((consumer) => consumer.declareAgain()));
    } catch (error) {
      this.bootLogger.warn('queues could not be declared again', errorFields(error));
    }
  }

  private async finish(): Promise<void> {
    clearInterval(this.declaring);
    const settled = Promise.all(this.consumers.map((consumer) => consumer.drain())).then(() => true);
    const inTime = await Promise.race([settled, pause(drainTimeout, false, { ref: false })]);
    if (!inTime) this.bootLogger.error('handlers did not finish in time: their messages will be delivered again');
    this.outage.stop();
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
  }
}
