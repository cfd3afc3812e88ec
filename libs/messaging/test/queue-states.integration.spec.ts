import { Consume } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';
import { Gate } from './gate.js';

const vhost = withVhost();
const queue = { name: 'test.watched', bindings: [{ exchange: 'test.direct', key: 'watched' }] };
let gate = new Gate();

@Controller()
class WatchedConsumer {
  @Consume({ queue })
  async onWatched(): Promise<void> {
    await gate.opened;
  }
}

let publishing: TestPublishing;
let view: BrokerView;
let consumers: Awaited<ReturnType<typeof startConsumers>>;

beforeAll(async () => {
  publishing = await openPublishing(vhost.url);
  view = await BrokerView.open(vhost.url);
  consumers = await startConsumers(vhost.url, [WatchedConsumer]);
  await eventually(async () => expect(await view.consumers(queue.name)).toBe(1), { timeout: 15_000 });
});
afterAll(async () => {
  gate.open();
  await consumers.stop();
  await publishing.link.close();
  await view.close();
});

const receivedAt = '2026-06-15T12:00:00.000Z';
const publish = (messageId: string): Promise<string> =>
  publishing.publisher.publish({
    exchange: 'test.direct',
    routingKey: 'watched',
    content: {},
    messageId,
    type: 'watched.v1',
    headers: { 'x-received-at': receivedAt },
  });

describe('the state of a queue', () => {
  it('is what waits at the broker, and what is in hand here with the time of the oldest', async () => {
    for (let each = 0; each < 5; each += 1) expect(await publish(`m${each}`)).toBe('confirmed');
    // Two are taken at once, so that the next begins when the first is done.
    await eventually(async () =>
      expect(await consumers.server.queueStates()).toEqual([
        {
          queue: queue.name,
          ready: 3,
          consumers: 1,
          retrying: 0,
          dead: 0,
          unacknowledged: 2,
          oldestAt: new Date(receivedAt),
        },
      ]),
    );
    gate.open();
    await eventually(async () =>
      expect(await consumers.server.queueStates()).toMatchObject([
        { ready: 0, unacknowledged: 0, oldestAt: undefined },
      ]),
    );
  });

  it('holds nothing of a channel that is gone', async () => {
    gate = new Gate();
    await publish('lost');
    await eventually(async () => expect(await consumers.server.queueStates()).toMatchObject([{ unacknowledged: 1 }]));
    await view.using((channel) => channel.deleteQueue(queue.name));
    await eventually(async () =>
      expect(await consumers.server.queueStates()).toMatchObject([{ ready: 0, unacknowledged: 0, consumers: 1 }]),
    );
  });
});
