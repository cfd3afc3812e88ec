import { describe, expect, it } from 'vitest';
import { durableQueues, replicaQueue, requestQueue } from './topology.js';

const definition = { name: 'q', bindings: [] };
const argumentsOf = (declaration: { options: { arguments?: Record<string, unknown> } } | undefined) =>
  declaration?.options.arguments;

describe('topology', () => {
  it('puts dead letters and the ladder beside a durable queue, itself last', () => {
    const queues = durableQueues(definition, [1_000, 60_000]);
    expect(queues.map(({ name }) => name)).toEqual(['q.dead', 'q.retry-1s', 'q.retry-1m', 'q']);
    expect(queues.map((queue) => argumentsOf(queue)?.['x-queue-type'])).toEqual(Array(4).fill('quorum'));
    expect(argumentsOf(queues[1])).toMatchObject({ 'x-message-ttl': 1_000, 'x-dead-letter-routing-key': 'q' });
    expect(argumentsOf(queues[3])).toMatchObject({ 'x-delivery-limit': 20, 'x-dead-letter-routing-key': 'q.dead' });
  });

  it('drops the oldest of a bounded queue, for good', () => {
    const queue = durableQueues({ ...definition, maxLength: 5 }, []).at(-1);
    expect(argumentsOf(queue)).toMatchObject({ 'x-max-length': 5, 'x-overflow': 'drop-head', 'x-delivery-limit': 20 });
    expect(argumentsOf(queue)).not.toHaveProperty('x-dead-letter-routing-key');
  });

  it('neither retries nor keeps requests', () => {
    expect(requestQueue(definition).options).toEqual({ durable: true, arguments: { 'x-queue-type': 'classic' } });
  });

  it('ties a replica queue to its connection', () => {
    const { options } = replicaQueue('q.1', { ...definition, maxLength: 7 });
    expect(options).toMatchObject({
      durable: false,
      exclusive: true,
      autoDelete: true,
      arguments: { 'x-max-length': 7 },
    });
  });
});
