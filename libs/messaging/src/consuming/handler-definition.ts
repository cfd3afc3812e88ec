import type { ConsumeBatchOptions, ConsumeOptions, HandleRequestOptions } from '../handlers.js';

/** Handlers of other transports in the same application are not ours, and ours are not theirs. */
export const amqpTransport = Symbol('bkcrm-amqp');

/** What a decorator said about its method. */
export type HandlerDefinition =
  | ({ kind: 'single' } & ConsumeOptions)
  | ({ kind: 'batch' } & ConsumeBatchOptions)
  | ({ kind: 'request' } & HandleRequestOptions);

/** The name under which Nest keeps the handler: one for each queue, or for each type of a requests queue. */
export const patternOf = (definition: HandlerDefinition): string =>
  definition.kind === 'request' ? `${definition.queue.name} ${definition.type}` : definition.queue.name;
