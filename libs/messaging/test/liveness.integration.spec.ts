import { Consume, consumersProbe } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { eventually, TcpProxy, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';

const vhost = withVhost();
const outage = new Error('the database is away');
const received: string[] = [];
let databaseIsAway = false;
/** How often it was asked whether the database is back. */
let asked = 0;
const hour = 3_600_000;

@Controller()
class Living {
  @Consume({ queue: { name: 'test.living', bindings: [{ exchange: 'test.direct', key: 'living' }] } })
  async onMessage(@Payload() { messageId }: Delivery): Promise<void> {
    if (databaseIsAway) throw outage;
    received.push(messageId);
  }
}

/** The service, and what its liveness says after so much time. */
async function start(url: string) {
  const consumers = await startConsumers(url, [Living], {
    classify: (error) => (error === outage ? 'infrastructure' : 'data'),
    probe: () => {
      asked += 1;
      return databaseIsAway ? Promise.reject(outage) : Promise.resolve();
    },
  });
  let passed = 0;
  const probe = consumersProbe(consumers.server, () => performance.now() + passed);
  return {
    consumers,
    livesAfter: (milliseconds: number): boolean => {
      passed = milliseconds;
      return probe().ok;
    },
  };
}

describe('liveness', () => {
  it('is not touched by a broker and a database that are away for an hour, and everything goes on by itself', async () => {
    const { proxy, url } = await TcpProxy.before(vhost.url);
    const { consumers, livesAfter } = await start(url);
    const { link, publisher } = await openPublishing(vhost.url);
    const publish = (messageId: string) =>
      eventually(async () => {
        const message = { exchange: 'test.direct', routingKey: 'living', content: {}, messageId, type: 'x' };
        expect(await publisher.publish(message)).toBe('confirmed');
      });
    await publish('before');
    await eventually(() => expect(received).toContain('before'));
    databaseIsAway = true;
    await publish('meanwhile');
    await eventually(() => expect(asked).toBeGreaterThan(0));
    expect(livesAfter(hour)).toBe(true);
    proxy.cut();
    await eventually(() => expect(consumers.link.consumeState).not.toBe('up'));
    expect(livesAfter(hour)).toBe(true);
    // The broker first: what is consumed again waits for the database, however long.
    proxy.restore();
    await eventually(() => expect(consumers.link.consumeState).toBe('up'), { timeout: 15_000 });
    expect(livesAfter(hour)).toBe(true);
    databaseIsAway = false;
    await eventually(() => expect(received).toContain('meanwhile'), { timeout: 15_000 });
    expect(livesAfter(hour)).toBe(true);
    await link.close();
    await consumers.stop();
    await proxy.close();
  });

  it('fails when a queue is not consumed for two minutes although the broker is there', async () => {
    const view = await BrokerView.open(vhost.url);
    // Declared otherwise than we declare it: our channel closes whenever it opens.
    await view.using(async (channel) => {
      await channel.deleteQueue('test.living');
      await channel.assertQueue('test.living', { durable: true, arguments: { 'x-queue-type': 'classic' } });
    });
    const { consumers, livesAfter } = await start(vhost.url);
    await eventually(() => expect(livesAfter(121_000)).toBe(false));
    expect(livesAfter(60_000)).toBe(true);
    await view.using((channel) => channel.deleteQueue('test.living'));
    await eventually(() => expect(livesAfter(hour)).toBe(true), { timeout: 15_000 });
    await view.close();
    await consumers.stop();
  });
});
