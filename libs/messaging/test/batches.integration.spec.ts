import { ConsumeBatch } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';

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
  @ConsumeBatch({ queue, size: 100, milliseconds: 50 })
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

const start = async (): Promise<void> => {
  consumers = await startConsumers(vhost.url, [BatchesConsumer], {
    classify: (error) => (error instanceof Failing ? error.kind : 'data'),
    probe: async () => {
      probes += 1;
      if (!databaseIsUp) throw new Error('still down');
    },
    retryDelays: [100, 200],
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
});
