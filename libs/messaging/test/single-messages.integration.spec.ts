import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { IsInt } from 'class-validator';
import { register } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';
import { Gate } from './gate.js';

const vhost = withVhost();
const queue = { name: 'test.singles', bindings: [{ exchange: 'test.direct', key: 'single' }] };

class Counted {
  @IsInt() value: number;
}

const seen: Counted[] = [];
let behave: (delivery: Delivery<Counted>) => Promise<void> | void;

@Controller()
class SinglesConsumer {
  @Consume({ queue, body: Counted, concurrency: 2 })
  async onCounted(@Payload() delivery: Delivery<Counted>): Promise<void> {
    seen.push(delivery.body);
    await behave(delivery);
  }
}

let publishing: TestPublishing;
let view: BrokerView;
let consumers: Awaited<ReturnType<typeof startConsumers>>;

const publish = (content: object): Promise<string> =>
  publishing.publisher.publish({
    exchange: 'test.direct',
    routingKey: 'single',
    content,
    messageId: 'm',
    type: 'counted.v1',
  });

beforeAll(async () => {
  publishing = await openPublishing(vhost.url);
  view = await BrokerView.open(vhost.url);
});
beforeEach(async () => {
  seen.length = 0;
  behave = () => {};
  consumers = await startConsumers(vhost.url, [SinglesConsumer]);
  await eventually(async () => expect(await view.consumers(queue.name)).toBe(1), { timeout: 15_000 });
});
afterEach(() => consumers.stop());
afterAll(async () => {
  await publishing.link.close();
  await view.close();
});

describe('single messages', () => {
  it('come as instances of their class, and may carry fields that it does not know', async () => {
    await publish({ value: 1, addedLater: true });
    await eventually(() => expect(seen).toHaveLength(1));
    expect(seen[0]).toBeInstanceOf(Counted);
    expect(seen[0]).toMatchObject({ value: 1 });
  });

  it.each([{ value: 'one' }, {}, []])(
    'are dead-lettered as invalid when the class refuses them: %j',
    async (content) => {
      await publish(content);
      await eventually(async () => expect(await view.ready(`${queue.name}.dead`)).toBe(1));
      const [dead] = await view.take(`${queue.name}.dead`);
      expect(dead?.properties.headers).toMatchObject({ 'x-reason': 'invalid' });
      expect(seen).toEqual([]);
    },
  );

  it('that fail on data get one more chance, then go to the dead letters', async () => {
    behave = () => {
      throw new TypeError('cannot be done');
    };
    await publish({ value: 1 });
    await eventually(async () => expect(await view.ready(`${queue.name}.dead`)).toBe(1));
    const [dead] = await view.take(`${queue.name}.dead`);
    expect(seen).toHaveLength(2);
    expect(dead?.properties.headers).toMatchObject({ 'x-reason': 'TypeError' });
    expect(JSON.stringify(dead?.properties.headers)).not.toContain('cannot be done');
  });

  it('are counted by queue and outcome', async () => {
    register.resetMetrics();
    await Promise.all([{ value: 1 }, { value: 2 }, { value: 'three' }].map(publish));
    await eventually(async () => {
      const text = await register.getSingleMetricAsString('bkcrm_messages_consumed_total');
      expect(text).toContain('{queue="test.singles",outcome="handled"} 2');
      expect(text).toContain('{queue="test.singles",outcome="dead-lettered"} 1');
    });
    expect(await register.getSingleMetricAsString('bkcrm_messages_published_total')).toContain(
      '{outcome="confirmed"} 4',
    );
    await view.take(`${queue.name}.dead`);
  });

  it('are handled as many at once as asked for, not more', async () => {
    let running = 0;
    let most = 0;
    const gate = new Gate();
    behave = async () => {
      most = Math.max(most, (running += 1));
      await gate.opened;
      running -= 1;
    };
    await Promise.all([1, 2, 3, 4, 5].map((value) => publish({ value })));
    await eventually(() => expect(running).toBe(2));
    gate.open();
    await eventually(() => expect(seen).toHaveLength(5));
    expect(most).toBe(2);
  });

  it('in hand are finished and acknowledged once when the service stops, the others stay', async () => {
    const gate = new Gate();
    behave = () => gate.opened;
    await Promise.all([1, 2, 3, 4, 5].map((value) => publish({ value })));
    await eventually(() => expect(seen).toHaveLength(2));
    const stopped = consumers.server.drain();
    // Prefetch is four: as long as the channel is there, one is ready.
    for (let look = 0; look < 10; look += 1) expect(await view.ready(queue.name)).toBe(1);
    gate.open();
    await stopped;
    const handled = seen.map(({ value }) => value);
    const left = (await view.take(queue.name)).map(({ content }) => (JSON.parse(String(content)) as Counted).value);
    expect([...handled, ...left].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    expect(handled).toHaveLength(2);
  });
});
