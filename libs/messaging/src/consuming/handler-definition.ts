import type { ConsumeBatchOptions, ConsumeOptions, HandleRequestOptions } from '../handlers.js';

/** Handlers of other transports in the same application are not ours, and ours are not theirs. */
export const amqpTransport = Symbol('bkcrm-amqp');

/** What a decorator said about its method. */
export type HandlerDefinition =
  | ({ kind: 'single' } & ConsumeOptions)
  | ({ kind: 'batch' } & ConsumeBatchOptions)
  | ({ kind: 'request' } & HandleRequestOptions);

/** The AMQP types that a handler knows; undefined: it takes anything. */
export function knownTypes(definition: HandlerDefinition): readonly string[] | undefined {
  if (definition.kind === 'request') return [definition.type];
  if (definition.types !== undefined || definition.kind === 'batch') return definition.types;
  const { type } = (definition.body ?? {}) as { type?: unknown };
  return typeof type === 'string' ? [type] : undefined;
}

/** The name under which Nest keeps the handler: one for each queue, or for each type of a requests queue. */
export const patternOf = (definition: HandlerDefinition): string =>
  definition.kind === 'request' ? `${definition.queue.name} ${definition.type}` : definition.queue.name;
