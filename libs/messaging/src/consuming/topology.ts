import type { Options } from 'amqplib';
import type { QueueDefinition } from '../queue-definition.js';
import { deadLetterQueue, retryQueue } from './retry-ladder.js';

export interface QueueDeclaration {
  name: string;
  options: Options.AssertQueue;
}

/**
 * Deliveries of one message that may end without an answer, before the broker itself sets it aside. Only crashes and lost
 * connections count, never our own retries. Said explicitly: RabbitMQ 4 has 20 as its default, 3.10 none.
 */
const deliveryLimit = 20;

/** Said explicitly as well: a virtual host may have another default. */
const quorum = { 'x-queue-type': 'quorum' };
const classic = { 'x-queue-type': 'classic' };
/** What the broker moves from one quorum queue to another is kept until the other one has it. */
const movedSafely = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };

/** A durable queue with what stands beside it: where messages wait for another attempt, and where those without a future are kept. */
export function durableQueues(
  { name, maxLength }: QueueDefinition,
  retryDelays: readonly number[],
): QueueDeclaration[] {
  const dead = deadLetterQueue(name);
  return [
    deadLetters(name),
    ...retryDelays.map((delay) =>
      declare(retryQueue(name, delay), { ...quorum, ...movedSafely, ...deadLetterTo(name), 'x-message-ttl': delay }),
    ),
    declare(name, {
      ...quorum,
      'x-delivery-limit': deliveryLimit,
      ...(maxLength === undefined ? { ...movedSafely, ...deadLetterTo(dead) } : bounded(maxLength)),
    }),
  ];
}

/** Where what could not be handled lies until it is kept elsewhere. */
export function deadLetters(queue: string): QueueDeclaration {
  return declare(deadLetterQueue(queue), quorum);
}

/** Questions die with their askers, so a classic queue does: nothing in it has to survive a broker. */
export function requestQueue({ name, maxLength }: QueueDefinition): QueueDeclaration {
  return declare(name, { ...classic, ...bounded(maxLength) });
}

/** `name` must be new each time: the last connection's queue may not be gone yet. */
export function replicaQueue(name: string, { maxLength }: QueueDefinition): QueueDeclaration {
  return {
    name,
    options: { durable: false, exclusive: true, autoDelete: true, arguments: { ...classic, ...bounded(maxLength) } },
  };
}

const declare = (name: string, queueArguments: Record<string, unknown>): QueueDeclaration => ({
  name,
  options: { durable: true, arguments: queueArguments },
});

/** The oldest give way. */
const bounded = (maxLength: number | undefined): Record<string, unknown> =>
  maxLength === undefined ? {} : { 'x-max-length': maxLength, 'x-overflow': 'drop-head' };

const deadLetterTo = (queue: string): Record<string, unknown> => ({
  'x-dead-letter-exchange': '',
  'x-dead-letter-routing-key': queue,
});
