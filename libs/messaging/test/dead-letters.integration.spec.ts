import { Consume } from '@bkcrm/messaging';
import type { DeadLetter } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';

const vhost = withVhost();
const queue = { name: 'test.hopeless', bindings: [{ exchange: 'test.direct', key: 'hopeless' }] };

@Controller()
class Hopeless {
  @Consume({ queue })
  onMessage(): Promise<void> {
    return Promise.reject(new TypeError('always'));
  }
}

class Unavailable extends Error {}
const classify = (error: unknown) => (error instanceof Unavailable ? 'infrastructure' : 'data');

const keepingBy = (keepDeadLetter: (letter: DeadLetter) => Promise<void>) =>
  startConsumers(vhost.url, [Hopeless], { classify, keepDeadLetter });

describe('dead letters', () => {
  let publishing: TestPublishing;
  let view: BrokerView;
  beforeAll(async () => {
    publishing = await openPublishing(vhost.url);
    view = await BrokerView.open(vhost.url);
  });
  afterAll(async () => {
    await view.close();
    await publishing.link.close();
  });

  const publish = async (messageId: string): Promise<void> => {
    const outcome = await publishing.publisher.publish({
      exchange: 'test.direct',
      routingKey: 'hopeless',
      content: { messageId },
      messageId,
      type: 'hopeless.v1',
    });
    expect(outcome).toBe('confirmed');
  };
  it('are tried until they are kept, and only then leave the broker', async () => {
    const kept: DeadLetter[] = [];
    let isAvailable = false;
    let tries = 0;
    const first = await keepingBy(async () => {
      tries += 1;
      throw new Unavailable();
    });
    await eventually(() => publish('a'));
    await eventually(() => expect(tries).toBeGreaterThan(1));
    await first.stop();
    expect(await eventually(async () => (await view.take(`${queue.name}.dead`)).length)).toBe(1);

    const second = await keepingBy(async (letter) => {
      if (!isAvailable) throw new Unavailable();
      kept.push(letter);
    });
    await eventually(() => publish('b'));
    isAvailable = true;
    await eventually(() => expect(kept).toHaveLength(1));
    expect(kept[0]).toMatchObject({
      queue: queue.name,
      messageId: 'b',
      type: 'hopeless.v1',
      exchange: 'test.direct',
      routingKey: 'hopeless',
      reason: 'TypeError',
      attempts: 1,
      replays: 0,
    });
    await second.stop();
    expect(await view.take(`${queue.name}.dead`)).toEqual([]);
  });

  it('of which one cannot be kept leave it in its queue, and go on', async () => {
    const kept: string[] = [];
    const consumers = await keepingBy(async ({ messageId }) => {
      if (messageId === 'bad') throw new TypeError('cannot be written down');
      kept.push(messageId);
    });
    await eventually(() => publish('bad'));
    await publish('good');
    await eventually(() => expect(kept).toEqual(['good']));
    await consumers.stop();
    const left = await view.take(`${queue.name}.dead`);
    expect(left.map(({ properties }) => properties.messageId as unknown)).toEqual(['bad']);
  });
});
