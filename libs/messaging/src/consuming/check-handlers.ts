import type { HandlerDefinition } from './handler-definition.js';

export interface NamedHandler {
  /** `Class.method` */
  name: string;
  definition: HandlerDefinition;
}

/**
 * @throws when messages would be lost or handled twice: a binding with two handlers, a request's binding without one, a handler
 * that does not fit its queue's kind
 */
export function checkHandlers(handlers: readonly NamedHandler[]): void {
  for (const handler of handlers) checkKind(handler);
  const queues = handlers.map(({ name, definition: { queue } }) => ({ name, queue }));
  const seen = new Map<string, { name: string; queue: string }>();
  for (const { name, queue } of queues) {
    for (const { exchange, key } of queue.bindings) {
      const binding = `${exchange} ${key}`;
      const other = seen.get(binding);
      if (other !== undefined && other.queue !== queue.name)
        throw new Error(`${name} and ${other.name} both handle ${exchange} "${key}"`);
      seen.set(binding, { name, queue: queue.name });
    }
  }
  for (const { definition } of handlers) {
    if (definition.kind !== 'request') continue;
    for (const { key } of definition.queue.bindings) checkAnswered(key, definition.queue.name, handlers);
  }
}

/** One line for each binding, for the log at boot. */
export function describeHandler({ name, definition }: NamedHandler): string[] {
  const { queue } = definition;
  const bindings =
    definition.kind === 'request' ? queue.bindings.filter(({ key }) => key === definition.type) : queue.bindings;
  return bindings.map(({ exchange, key }) => `${name} ← ${exchange} ${key === '' ? '*' : key} (${queue.name})`);
}

function checkKind({ name, definition }: NamedHandler): void {
  const kind = definition.queue.kind ?? 'durable';
  const fits =
    definition.kind === 'request'
      ? kind === 'requests'
      : kind === 'durable' || (kind === 'replica' && definition.kind === 'single');
  if (!fits) throw new Error(`${name} cannot take from ${definition.queue.name}, a queue of kind ${kind}`);
  if (definition.queue.bindings.length === 0)
    throw new Error(`${definition.queue.name} of ${name} is bound to nothing`);
}

function checkAnswered(type: string, queue: string, handlers: readonly NamedHandler[]): void {
  const answers = handlers.some(
    ({ definition }) => definition.kind === 'request' && definition.queue.name === queue && definition.type === type,
  );
  if (!answers)
    throw new Error(`${queue} is bound to ${type}, but nothing handles it: decorate a method with @HandleRequest`);
}
