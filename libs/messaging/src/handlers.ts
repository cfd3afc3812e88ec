import { Catch, UseFilters } from '@nestjs/common';
import type { ExceptionFilter } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import type { BatchPace } from './consuming/batch-collector.js';
import { amqpTransport, patternOf } from './consuming/handler-definition.js';
import type { HandlerDefinition } from './consuming/handler-definition.js';
import type { BodyClass } from './consuming/read-message.js';
import type { Delivery } from './messages.js';
import type { QueueDefinition } from './queue-definition.js';

/** What a batch handler answers. Everything that it does not name is acknowledged. */
export interface BatchOutcome {
  /** Those that nobody can make sense of. */
  deadLetter: { delivery: Delivery; reason: string }[];
  /** Those for which it would have had to wait: it gets them again a moment later, and nothing else waits for them. */
  putOff?: readonly Delivery[];
}

export interface ConsumeOptions {
  queue: QueueDefinition;
  /** AMQP types that it knows: with a type, that of the body; otherwise any. Of a durable queue others are parked until a version runs that knows them. */
  types?: readonly string[];
  /** Validates the body with class-validator; what does not pass is dead-lettered (or, in a replica queue, dropped with a warning). */
  body?: BodyClass;
  /** Handled at once at most (1). */
  concurrency?: number;
}

export interface ConsumeBatchOptions extends BatchPace<Delivery> {
  /** AMQP types that it knows; others are parked until a version runs that knows them. */
  types: readonly string[];
  queue: QueueDefinition;
}

export interface HandleRequestOptions {
  queue: QueueDefinition;
  /** AMQP type of the request; several handlers share a queue of kind `requests`. */
  type: string;
  body: BodyClass;
}

/** Decorates `(delivery: Delivery<T>) => Promise<void>`: acknowledged when it resolves. */
export const Consume = (options: ConsumeOptions): MethodDecorator => handler({ kind: 'single', ...options });

/** Decorates `(batch: Delivery[]) => Promise<BatchOutcome | void>`: acknowledged together when it resolves. */
export const ConsumeBatch = (options: ConsumeBatchOptions): MethodDecorator => handler({ kind: 'batch', ...options });

/**
 * Decorates `(body: T) => Promise<reply>`; a RequestRefused thrown there is thrown on the asking side.
 * `@Ctx()` gives the whole delivery.
 */
export const HandleRequest = (options: HandleRequestOptions): MethodDecorator =>
  handler({ kind: 'request', ...options });

/** Nest's default filter would turn every error into "Internal server error"; what becomes of a message depends on the real one. */
@Catch()
class PassOnErrors implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

function handler(definition: HandlerDefinition): MethodDecorator {
  return (target, key, descriptor) => {
    const extras = { definition, name: `${target.constructor.name}.${String(key)}` };
    const register = definition.kind === 'request' ? MessagePattern : EventPattern;
    register(patternOf(definition), amqpTransport, extras)(target, key, descriptor as TypedPropertyDescriptor<unknown>);
    UseFilters(new PassOnErrors())(target, key, descriptor);
  };
}
