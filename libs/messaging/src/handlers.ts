import type { Delivery } from './messages.js';
import type { QueueDefinition } from './queue-definition.js';

type BodyClass = new () => object;

/** What a batch handler answers: those of the batch that nobody can make sense of. Everything else is acknowledged. */
export interface BatchOutcome {
  deadLetter: { delivery: Delivery; reason: string }[];
}

export interface ConsumeOptions {
  queue: QueueDefinition;
  /** Validates the body with class-validator; what does not pass is dead-lettered (or, in a replica queue, dropped with a warning). */
  body?: BodyClass;
  /** Handled at once at most (1). */
  concurrency?: number;
}

export interface ConsumeBatchOptions {
  queue: QueueDefinition;
  /** Messages in a batch at most. */
  size: number;
  /** How long the first message waits for company. */
  milliseconds: number;
}

export interface HandleRequestOptions {
  queue: QueueDefinition;
  /** AMQP type of the request; several handlers share a queue of kind `requests`. */
  type: string;
  body: BodyClass;
}

/** Decorates `(delivery: Delivery<T>) => Promise<void>`: acknowledged when it resolves. */
export const Consume = (_options: ConsumeOptions): MethodDecorator => {
  throw new Error('not implemented');
};

/** Decorates `(batch: Delivery[]) => Promise<BatchOutcome | void>`: acknowledged together when it resolves. */
export const ConsumeBatch = (_options: ConsumeBatchOptions): MethodDecorator => {
  throw new Error('not implemented');
};

/** Decorates `(body: T) => Promise<reply>`; a RequestRefused thrown there is thrown on the asking side. */
export const HandleRequest = (_options: HandleRequestOptions): MethodDecorator => {
  throw new Error('not implemented');
};
