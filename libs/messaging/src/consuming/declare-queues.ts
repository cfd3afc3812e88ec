import type { Channel } from 'amqplib';
import type { QueueDefinition } from '../queue-definition.js';
import type { QueueDeclaration } from './topology.js';

/**
 * Declares the queues and binds the last of them, which is the one that messages are taken from.
 * @returns how many messages wait in each
 */
export async function declareQueues(
  channel: Channel,
  queues: readonly QueueDeclaration[],
  bindings: QueueDefinition['bindings'],
): Promise<Map<string, number>> {
  const waiting = new Map<string, number>();
  for (const { name, options } of queues) waiting.set(name, (await channel.assertQueue(name, options)).messageCount);
  const queue = queues.at(-1)?.name ?? '';
  for (const { exchange, key } of bindings) await channel.bindQueue(queue, exchange, key);
  return waiting;
}
