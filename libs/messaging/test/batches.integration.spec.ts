import { ConsumeBatch } from '@bkcrm/messaging';
import type { AmqpServerOptions, BatchOutcome, Delivery } from '@bkcrm/messaging';
import { eventually, TcpProxy, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers, unsettled } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';
import { Gate } from './gate.js';

const vhost = withVhost();
const queue = { name: 'test.batches', bindings: [{ exchange: 'test.topic', key: 'batch.#' }] };

class Failing extends Error {
  constructor(readonly kind: 'infrastructure' | 'transient' | 'data') {
    super(kind);
  }
}

/** What the handler was given, and what it does with it. */
const seen: number[][] = [];
let behave: (values: number[], batch: Delivery[]) => Promise<BatchOutcome | void> | BatchOutcome | void;

@Controller()
class BatchesConsumer {
  @ConsumeBatch({ queue, types: ['test.v1'], size: 100, milliseconds: 50 })
  async onBatch(@Payload() batch: Delivery<{ value: number }>[]): Promise<BatchOutcome | void> {
    const values = batch.map(({ body }) => body.value);
    seen.push(values);
    return behave(values, batch);
  }
}

let publishing: TestPublishing;
let view: BrokerView;
let consumers: Awaited<ReturnType<typeof startConsumers>> | undefined;
let databaseIsUp = true;
let probes = 0;

const start = async (url = vhost.url, options: AmqpServerOptions = {}): Promise<void> => {
  consumers = await startConsumers(url, [BatchesConsumer], {
    classify: (error) => (error instanceof Failing ? error.kind : 'data'),
    probe: async () => {
      probes += 1;
      if (!databaseIsUp) throw new Error('still down');
    },
    retryDelays: [100, 200],
    ...options,
  });
  await eventually(async () => expect(await view.consumers(queue.name)).toBe(1), { timeout: 15_000 });
};

async function publish(values: number[]): Promise<void> {
  const outcomes = await Promise.all(
    values.map((value) =>
      publishing.publisher.publish({
        exchange: 'test.topic',
        routingKey: 'batch.test',
        content: { value },
        messageId: `message-${value}`,
        type: 'test.v1',
      }),
    ),
  );
  expect(new Set(outcomes)).toEqual(new Set(['confirmed']));
}

const unacknowledged = (): Promise<number> => unsettled(vhost.name, queue.name);

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

beforeAll(async () => {
  publishing = await openPublishing(vhost.url);
  view = await BrokerView.open(vhost.url);
});
beforeEach(async () => {
  seen.length = 0;
  behave = () => {};
  databaseIsUp = true;
  probes = 0;
  await start();
});
afterEach(async () => {
  await consumers?.stop();
});
afterAll(async () => {
  await publishing.link.close();
  await view.close();
});

describe('batches', () => {
  it('are handed over when full, the rest when the first has waited', async () => {
    await consumers?.stop();
    await publish(numbers(250));
    await start();
    await eventually(() => expect(seen.flat()).toEqual(numbers(250)));
    expect(seen.map(({ length }) => length)).toEqual([100, 100, 50]);
    await consumers?.stop();
    expect(await view.ready(queue.name)).toBe(0);
  });

  it('dead-letter what the handler names, with its reason, and acknowledge the others', async () => {
    behave = (_, batch) => ({ deadLetter: [{ delivery: batch[1] as Delivery, reason: 'unknown event' }] });
    await publish([1, 2, 3]);
    await eventually(async () => expect(await view.ready(`${queue.name}.dead`)).toBe(1));
    const [dead] = await view.take(`${queue.name}.dead`);
    expect(JSON.parse(String(dead?.content))).toEqual({ value: 2 });
    expect(dead?.properties.headers).toMatchObject({
      'x-reason': 'unknown event',
      'x-attempt': 1,
      'x-original-routing-key': 'batch.test',
    });
    expect(dead?.properties.messageId).toBe('message-2');
    await consumers?.stop();
    expect(await view.ready(queue.name)).toBe(0);
  });

  it('that fail on data are split: the poison alone is dead-lettered, everything else handled once', async () => {
    const handled: number[] = [];
    behave = (values) => {
      if (values.includes(42)) throw new Failing('data');
      handled.push(...values);
    };
    await publish(numbers(100));
    await eventually(async () => expect(await view.ready(`${queue.name}.dead`)).toBe(1));
    const [dead] = await view.take(`${queue.name}.dead`);
    expect(JSON.parse(String(dead?.content))).toEqual({ value: 42 });
    expect(dead?.properties.headers).toMatchObject({ 'x-reason': 'Error', 'x-attempt': 1 });
    expect(dead?.properties.headers?.['x-stack-hash']).toMatch(/^[0-9a-f]{12}$/);
    expect(handled.sort((a, b) => a - b)).toEqual(numbers(100).filter((value) => value !== 42));
    await consumers?.stop();
    expect(await view.ready(queue.name)).toBe(0);
  });

  it('that fail for a transient reason are handed over again, unchanged', async () => {
    behave = () => {
      if (seen.length < 3) throw new Failing('transient');
    };
    await publish([1, 2]);
    await eventually(() => expect(seen).toHaveLength(3));
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    await consumers?.stop();
    expect([await view.ready(queue.name), await view.ready(`${queue.name}.dead`)]).toEqual([0, 0]);
  });

  it('let a message that keeps failing for a transient reason climb the ladder, then set it aside', async () => {
    const attempts: number[] = [];
    behave = (values, batch) => {
      if (!values.includes(7)) return;
      if (batch.length === 1) attempts.push(batch[0]?.attempt ?? -1);
      throw new Failing('transient');
    };
    await publish([6, 7, 8]);
    await eventually(async () => expect(await view.ready(`${queue.name}.dead`)).toBe(1), { timeout: 20_000 });
    const [dead] = await view.take(`${queue.name}.dead`);
    expect(dead?.properties.headers).toMatchObject({ 'x-attempt': 3, 'x-original-exchange': 'test.topic' });
    expect([...new Set(attempts)]).toEqual([0, 1, 2]);
  });

  it('wait in memory while the infrastructure is down: nothing is dead-lettered, and no delivery is counted', async () => {
    databaseIsUp = false;
    behave = () => {
      if (!databaseIsUp) throw new Failing('infrastructure');
    };
    await publish(numbers(150));
    await eventually(() => expect(probes).toBeGreaterThan(1));
    expect(seen).toHaveLength(1);
    databaseIsUp = true;
    await eventually(() => expect(seen.slice(1).flat()).toEqual(numbers(150)), { timeout: 15_000 });
    expect(seen[1]).toEqual(seen[0]);
    await consumers?.stop();
    expect([await view.ready(queue.name), await view.ready(`${queue.name}.dead`)]).toEqual([0, 0]);
  });

  it('go back to the broker when an outage lasts, once, and nothing is taken before it is over', async () => {
    await consumers?.stop();
    await start(vhost.url, { holdAtMost: 300 });
    databaseIsUp = false;
    behave = () => {
      if (!databaseIsUp) throw new Failing('infrastructure');
    };
    await publish([1, 2]);
    await eventually(async () => expect(await view.ready(queue.name)).toBe(2));
    const before = probes;
    await eventually(() => expect(probes).toBeGreaterThan(before + 1));
    expect(await view.consumers(queue.name)).toBe(0);
    behave = (_, batch) => {
      expect(batch.map(({ headers }) => headers['x-delivery-count'])).toEqual([1, 1]);
    };
    databaseIsUp = true;
    await eventually(() => expect(seen.slice(1)).toEqual([[1, 2]]), { timeout: 15_000 });
    await consumers?.stop();
    expect([await view.ready(queue.name), await view.ready(`${queue.name}.dead`)]).toEqual([0, 0]);
  });

  it('whose handler hangs are given back, counted once, and taken again', async () => {
    await consumers?.stop();
    await start(vhost.url, { handleWithin: 500 });
    const counts: unknown[] = [];
    behave = (_, batch) => {
      counts.push(...batch.map(({ headers }) => headers['x-delivery-count'] ?? 0));
      return counts.length > 2 ? undefined : new Promise(() => {});
    };
    await publish([1, 2]);
    await eventually(() => expect(counts).toEqual([0, 0, 1, 1]), { timeout: 15_000 });
    await consumers?.stop();
    expect([await view.ready(queue.name), await view.ready(`${queue.name}.dead`)]).toEqual([0, 0]);
  });

  it('keep the poison until its dead letter is safe', async () => {
    behave = (values) => {
      if (values.includes(42)) throw new Failing('data');
    };
    await view.using((channel) => channel.deleteQueue(`${queue.name}.dead`));
    await publish([41, 42]);
    await eventually(async () => expect(await view.ready(`${queue.name}.dead`)).toBe(1), { timeout: 15_000 });
    const [dead] = await view.take(`${queue.name}.dead`);
    expect(JSON.parse(String(dead?.content))).toEqual({ value: 42 });
  });

  it('are acknowledged also while the broker blocks publishers', async () => {
    const { link } = consumers ?? {};
    link?.publishing.current?.emit('blocked', 'low on memory');
    expect(link).toMatchObject({ publishState: 'blocked', consumeState: 'up' });
    await publish([1, 2]);
    await eventually(() => expect(seen).toEqual([[1, 2]]));
    await eventually(async () => expect(await unacknowledged()).toBe(0));
    link?.publishing.current?.emit('unblocked');
  });

  it('that ended without an answer three times are handled apart, each alone', async () => {
    await consumers?.stop();
    await publish([1, 2, 3]);
    await view.using(async (channel) => {
      for (let crash = 0; crash < 3; crash += 1) {
        const last = await eventually(async () => {
          const message = await channel.get(queue.name);
          if (message === false) throw new Error('not requeued yet');
          return message;
        });
        channel.nack(last, false, true);
      }
    });
    await start();
    await eventually(() => expect(seen.flat()).toHaveLength(3));
    expect(seen).toEqual([[2, 3], [1]]);
  });

  it('left unfinished by a stop during an outage come back to the next consumer', async () => {
    databaseIsUp = false;
    behave = () => {
      throw new Failing('infrastructure');
    };
    await publish([1, 2]);
    await eventually(() => expect(seen).toHaveLength(1));
    await consumers?.stop();
    await eventually(async () => expect(await view.ready(queue.name)).toBe(2));
    behave = () => {};
    await start();
    await eventually(() =>
      expect(seen).toEqual([
        [1, 2],
        [1, 2],
      ]),
    );
  });

  it('dead-letter what is no JSON as invalid, without showing it to the handler', async () => {
    const content = Buffer.from('{not json');
    await publishing.publisher.publish({
      exchange: 'test.topic',
      routingKey: 'batch.x',
      content,
      messageId: 'x',
      type: 'test.v1',
    });
    await eventually(async () => expect(await view.ready(`${queue.name}.dead`)).toBe(1));
    const [dead] = await view.take(`${queue.name}.dead`);
    expect(dead?.content).toEqual(content);
    expect(dead?.properties.headers).toMatchObject({ 'x-reason': 'invalid' });
    expect(seen).toEqual([]);
  });

  it('whose channel is gone are not acknowledged on the next one', async () => {
    await consumers?.stop();
    const { proxy, url } = await TcpProxy.before(vhost.url);
    await start(url);
    await publish([1]);
    await eventually(() => expect(seen).toEqual([[1]]));
    const gates = [new Gate(), new Gate()];
    behave = () => gates[seen.length - 2]?.opened;
    await publish([2, 3]);
    await eventually(() => expect(seen.slice(1)).toEqual([[2, 3]]));
    proxy.cut();
    await publish([4, 5]);
    proxy.restore();
    // The new channel counts from one again: what was third there is another message here.
    await eventually(async () => expect(await unacknowledged()).toBe(4), { timeout: 15_000 });
    gates[0]?.open();
    await eventually(() => expect(seen.slice(2)).toEqual([[2, 3, 4, 5]]));
    // The broker's count may be some seconds old. What it does not believe to be settled comes again, which cannot be.
    expect(await unacknowledged()).toBe(4);
    proxy.cut();
    gates[1]?.open();
    proxy.restore();
    await eventually(() => expect(seen.slice(3)).toEqual([[2, 3, 4, 5]]), { timeout: 15_000 });
    await eventually(async () => expect(await unacknowledged()).toBe(0), { timeout: 15_000 });
    await consumers?.stop();
    await proxy.close();
    expect(await view.ready(queue.name)).toBe(0);
  });

  it('are consumed again after the queue was deleted under the consumer', async () => {
    await view.using((channel) => channel.deleteQueue(queue.name));
    await eventually(async () => expect(await view.consumers(queue.name)).toBe(1), { timeout: 15_000 });
    await publish([5]);
    await eventually(() => expect(seen).toEqual([[5]]));
  });
});
