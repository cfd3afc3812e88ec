import { within } from '@bkcrm/observability';
import { tracedBatch } from '@bkcrm/tracing';
import type { BrokerLink } from '../broker-link.js';
import type { BatchOutcome } from '../handlers.js';
import type { Delivery } from '../messages.js';
import type { Broadcasting } from '../publishing/broadcasting.js';
import { DeadLetterConsumer } from '../dead-letters/dead-letter-consumer.js';
import type { KeepDeadLetter } from '../dead-letters/dead-letter-consumer.js';
import { RequestConsumer } from '../requests/request-consumer.js';
import type { RequestHandler } from '../requests/request-consumer.js';
import type { QueueDefinition } from '../queue-definition.js';
import type { Classify } from './classify.js';
import type { Consumer } from './consumer.js';
import type { Copies } from './copies.js';
import { knownTypes } from './handler-definition.js';
import type { HandlerDefinition } from './handler-definition.js';
import type { Outage } from './outage.js';
import { QueueConsumer } from './queue-consumer.js';
import type { RegisteredHandler } from './registered-handler.js';
import { ReplicaConsumer } from './replica-consumer.js';
import { traceHandling } from './trace-handling.js';

export interface ConsumerServices {
  classify: Classify;
  outage: Outage;
  copies: Copies;
  replies: Broadcasting;
  retryDelays: readonly number[];
  holdAtMost: number;
  /** Milliseconds that one call of a handler may take. */
  handleWithin: number;
  keepDeadLetter: KeepDeadLetter | undefined;
}

/** One consumer for each queue. */
export function buildConsumers(
  link: BrokerLink,
  handlers: readonly RegisteredHandler[],
  services: ConsumerServices,
): Consumer[] {
  const requests = new Map<QueueDefinition, Map<string, RequestHandler>>();
  const consumers: Consumer[] = [];
  for (const { definition, call: endless } of handlers) {
    const call: Call = (payload, context) => within(services.handleWithin, endless(payload, context));
    if (definition.kind !== 'request') {
      consumers.push(
        queueConsumer(link, definition, call, services),
        ...deadLetterConsumer(link, definition, services),
      );
      continue;
    }
    const known = [...requests.keys()].find(({ name }) => name === definition.queue.name) ?? definition.queue;
    const ofQueue = requests.get(known) ?? new Map<string, RequestHandler>();
    requests.set(known, ofQueue);
    const run = traceHandling(`answer ${definition.type}`, (delivery) => call(delivery.body, delivery));
    ofQueue.set(definition.type, { body: definition.body, run });
  }
  for (const [definition, ofQueue] of requests) {
    const { classify, replies } = services;
    consumers.push(new RequestConsumer(link, { definition, handlers: ofQueue, classify, replies }));
  }
  return consumers;
}

type Call = RegisteredHandler['call'];

function queueConsumer(
  link: BrokerLink,
  definition: Exclude<HandlerDefinition, { kind: 'request' }>,
  call: Call,
  services: ConsumerServices,
): Consumer {
  const { queue } = definition;
  const types = knownTypes(definition);
  if (definition.kind === 'batch') {
    const { size, milliseconds, apart, rest, weigh } = definition;
    const run = (batch: Delivery[]) =>
      tracedBatch(`process ${queue.name}`, batch, async () => (await call(batch)) as BatchOutcome | undefined);
    return new QueueConsumer(link, {
      ...services,
      definition: queue,
      size,
      milliseconds,
      apart,
      rest,
      weigh: weigh && (({ delivery }) => weigh(delivery)),
      types,
      parallel: 1,
      run,
    });
  }
  const { body, concurrency: parallel = 1 } = definition;
  const handle = traceHandling(`process ${queue.name}`, async (delivery) => void (await call(delivery, delivery)));
  if (queue.kind === 'replica') return new ReplicaConsumer(link, { definition: queue, body, run: handle });
  const run = async (batch: Delivery[]): Promise<void> => {
    for (const delivery of batch) await handle(delivery);
  };
  return new QueueConsumer(link, {
    ...services,
    definition: queue,
    size: 1,
    milliseconds: 0,
    types,
    parallel,
    body,
    run,
  });
}

/** Of a durable queue, in a service that has a place for its letters. */
function deadLetterConsumer(
  link: BrokerLink,
  { queue }: HandlerDefinition,
  { keepDeadLetter, handleWithin, classify }: ConsumerServices,
): Consumer[] {
  if (keepDeadLetter === undefined || queue.kind === 'replica') return [];
  const keep: KeepDeadLetter = (letter) => within(handleWithin, keepDeadLetter(letter));
  return [new DeadLetterConsumer(link, { queue: queue.name, keep, classify })];
}
