import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';

const vhost = withVhost();
const received: string[] = [];
const copies: string[] = [];

@Controller()
class Listening {
  @Consume({ queue: { name: 'test.lost', bindings: [{ exchange: 'test.direct', key: 'lost' }] } })
  async onMessage(@Payload() { messageId }: Delivery): Promise<void> {
    received.push(messageId);
  }

  @Consume({
    queue: { name: 'test.copies', kind: 'replica', bindings: [{ exchange: 'test.fanout', key: '' }] },
  })
  async onCopy(@Payload() { messageId }: Delivery): Promise<void> {
    copies.push(messageId);
  }
}

describe('a broker that somebody tidied up', () => {
  it.each([
    ['an exchange of copies', (view: BrokerView) => view.using((channel) => channel.deleteExchange('test.fanout'))],
    ['an exchange', (view: BrokerView) => view.using((channel) => channel.deleteExchange('test.direct'))],
    [
      'a binding',
      (view: BrokerView) => view.using((channel) => channel.unbindQueue('test.lost', 'test.direct', 'lost')),
    ],
    ['a queue', (view: BrokerView) => view.using((channel) => channel.deleteQueue('test.lost'))],
  ])('has everything again that was deleted of it: %s', async (what, remove) => {
    const consumers = await startConsumers(vhost.url, [Listening], { declareEvery: 100 });
    const { link, publisher } = await openPublishing(vhost.url);
    const view = await BrokerView.open(vhost.url);
    let count = 0;
    const arrives = (): Promise<void> =>
      eventually(async () => {
        const messageId = `${what} ${(count += 1)}`;
        const message = { exchange: 'test.direct', routingKey: 'lost', content: {}, messageId, type: 'x' };
        expect(await publisher.publish(message)).toBe('confirmed');
        publisher.broadcast({ ...message, exchange: 'test.fanout', routingKey: '' });
        const arrived = (): void => {
          expect(received).toContain(messageId);
          expect(copies).toContain(messageId);
        };
        await eventually(arrived, { timeout: 1_000 });
      });
    await arrives();
    await remove(view);
    await arrives();
    await view.close();
    await link.close();
    await consumers.stop();
  });
});
