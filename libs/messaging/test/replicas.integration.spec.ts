import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { brokerControl, eventually, TcpProxy, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';

const vhost = withVhost();
const queue = { name: 'test.replica', kind: 'replica', bindings: [{ exchange: 'test.fanout', key: '' }] } as const;

let seen: number[] = [];
let running = 0;
let most = 0;

/** Two applications of one process share this class; each has its own queue. */
@Controller()
class ReplicaConsumer {
  @Consume({ queue })
  async onEvent(@Payload() { body }: Delivery<{ value?: number }>): Promise<void> {
    if (body.value === undefined) return;
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (body.value === 13) throw new Error('unlucky');
    seen.push(body.value);
  }
}

let publishing: TestPublishing;
let proxy: TcpProxy;
let consumers: Awaited<ReturnType<typeof startConsumers>>;

const broadcast = (value: number): void =>
  publishing.publisher.broadcast({
    exchange: 'test.fanout',
    routingKey: '',
    content: { value },
    messageId: 'm',
    type: 't',
  });

const queues = async (): Promise<string[]> =>
  (await brokerControl('list_queues', '--silent', '--vhost', vhost.name, 'name'))
    .split('\n')
    .filter((name) => name.startsWith(queue.name));

/** Broadcasts a marker until it arrives: from there on this queue gets everything. */
async function untilListening(): Promise<void> {
  await eventually(
    () => {
      broadcast(-1);
      expect(seen).toContain(-1);
    },
    { timeout: 15_000 },
  );
  await eventually(() => expect(running).toBe(0));
}

const withoutMarkers = (): number[] => seen.filter((value) => value >= 0);

beforeAll(async () => {
  publishing = await openPublishing(vhost.url);
});
beforeEach(async () => {
  seen = [];
  most = 0;
  const through = await TcpProxy.before(vhost.url);
  proxy = through.proxy;
  consumers = await startConsumers(through.url, [ReplicaConsumer]);
  await untilListening();
});
afterEach(async () => {
  await consumers.stop();
  await proxy.close();
});
afterAll(() => publishing.link.close());

describe('a replica queue', () => {
  it('gives everything in order, one at a time, whatever a handler throws', async () => {
    const values = Array.from({ length: 500 }, (_, index) => index);
    values.forEach(broadcast);
    await eventually(() => expect(withoutMarkers()).toEqual(values.filter((value) => value !== 13)));
    expect(most).toBe(1);
  });

  it('is one for each process, and goes with it', async () => {
    const second = await startConsumers(vhost.url, [ReplicaConsumer]);
    await eventually(async () => expect(await queues()).toHaveLength(2));
    await second.stop();
    await eventually(async () => expect(await queues()).toHaveLength(1));
  });

  it('is there again after the connection was lost', async () => {
    proxy.cut();
    proxy.restore();
    seen = [];
    await untilListening();
    broadcast(1);
    await eventually(() => expect(withoutMarkers()).toEqual([1]));
  });
});
