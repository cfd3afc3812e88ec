import { ConsumeBatch } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';

const vhost = withVhost();
const queue = { name: 'test.put-off', bindings: [{ exchange: 'test.direct', key: 'put-off' }] };
const seen: number[] = [];
/** What cannot be handled yet. */
const held = new Set<number>();

@Controller()
class HeldConsumer {
  @ConsumeBatch({ queue, types: ['number.v1'], size: 100, milliseconds: 20 })
  async onBatch(@Payload() batch: Delivery<{ value: number }>[]): Promise<BatchOutcome> {
    seen.push(...batch.map(({ body }) => body.value));
    return { deadLetter: [], putOff: batch.filter(({ body }) => held.has(body.value)) };
  }
}

let publishing: TestPublishing;
let view: BrokerView;
let consumers: Awaited<ReturnType<typeof startConsumers>>;

const start = async (): Promise<void> => {
  consumers = await startConsumers(vhost.url, [HeldConsumer]);
};
beforeAll(async () => {
  publishing = await openPublishing(vhost.url);
  view = await BrokerView.open(vhost.url);
});
beforeEach(async () => {
  seen.length = 0;
  held.clear();
  await start();
  await eventually(async () => expect(await view.consumers(queue.name)).toBe(1), { timeout: 15_000 });
});
afterEach(() => consumers.stop());
afterAll(async () => {
  await publishing.link.close();
  await view.close();
});

const publish = async (...values: number[]): Promise<void> => {
  for (const value of values) {
    const message = { messageId: `m${value}`, type: 'number.v1', content: { value } };
    expect(await publishing.publisher.publish({ exchange: 'test.direct', routingKey: 'put-off', ...message })).toBe(
      'confirmed',
    );
  }
};
const times = (value: number): number => seen.filter((one) => one === value).length;
const expectUnacknowledged = (count: number): Promise<void> =>
  eventually(async () => expect(await consumers.server.queueStates()).toMatchObject([{ unacknowledged: count }]));

describe('what a handler puts off', () => {
  it('comes again until it is handled, and nothing waits for it or is acknowledged with it', async () => {
    held.add(1);
    await publish(1, 2, 3);
    await eventually(() => expect(times(1)).toBeGreaterThan(2));
    await publish(4);
    await expectUnacknowledged(1);
    expect([times(2), times(3), times(4)]).toEqual([1, 1, 1]);
    // The broker would keep nothing back that was acknowledged along with something else.
    await consumers.stop();
    expect(await view.ready(queue.name)).toBe(1);
    held.clear();
    await start();
    await expectUnacknowledged(0);
    await consumers.stop();
    expect([await view.ready(queue.name), await view.ready(`${queue.name}.dead`)]).toEqual([0, 0]);
  });

  it('is acknowledged once it is handled, as is all that comes after it', async () => {
    held.add(1);
    await publish(1);
    await eventually(() => expect(times(1)).toBeGreaterThan(1));
    held.clear();
    await expectUnacknowledged(0);
    await publish(2, 3);
    await eventually(() => expect(seen.at(-1)).toBe(3));
    await expectUnacknowledged(0);
    await consumers.stop();
    expect(await view.ready(queue.name)).toBe(0);
  });
});
