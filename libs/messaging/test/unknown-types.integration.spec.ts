import { Consume, ConsumeBatch } from '@bkcrm/messaging';
import type { DeadLetter, Delivery } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { IsInt } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';

const vhost = withVhost();
const bindings = (key: string) => [{ exchange: 'test.direct', key }];

class Counted {
  static readonly type = 'counted.v1';
  @IsInt() value: number;
}

const seen: number[] = [];
const kept: DeadLetter[] = [];
const keepDeadLetter = (letter: DeadLetter): Promise<void> => (kept.push(letter), Promise.resolve());

@Controller()
class VersionOne {
  @Consume({ queue: { name: 'test.single', bindings: bindings('single') }, body: Counted })
  onCounted(@Payload() { body }: Delivery<Counted>): Promise<void> {
    seen.push(body.value);
    return Promise.resolve();
  }

  @ConsumeBatch({
    queue: { name: 'test.several', bindings: bindings('several') },
    types: [Counted.type],
    size: 10,
    milliseconds: 5,
  })
  onSeveral(@Payload() batch: Delivery<Counted>[]): Promise<void> {
    seen.push(...batch.map(({ body }) => body.value));
    return Promise.resolve();
  }
}

describe('a type that this version does not know', () => {
  let publishing: TestPublishing;
  let consumers: Awaited<ReturnType<typeof startConsumers>>;

  beforeAll(async () => {
    publishing = await openPublishing(vhost.url);
    consumers = await startConsumers(vhost.url, [VersionOne], { keepDeadLetter });
  });
  afterAll(async () => {
    await consumers.stop();
    await publishing.link.close();
  });

  it.each(['single', 'several'])('is set aside as it came, and the rest of its queue handled', async (routingKey) => {
    const message = { exchange: 'test.direct', routingKey, headers: { 'x-event': 'later' } };
    const publish = (type: string, content: object): Promise<string> =>
      publishing.publisher.publish({ ...message, type, content, messageId: `${routingKey} ${type}` });
    await eventually(async () => expect(await publish('counted.v2', { worth: 'a dozen' })).toBe('confirmed'));
    expect(await publish(Counted.type, { value: 7 })).toBe('confirmed');
    const letter = { messageId: `${routingKey} counted.v2`, type: 'counted.v2', reason: 'unknown-type', replays: 0 };
    await eventually(() => expect(kept.at(-1)).toMatchObject({ ...letter, headers: message.headers }));
    expect(String(kept.at(-1)?.body)).toBe('{"worth":"a dozen"}');
    await eventually(() => expect(seen.at(-1)).toBe(7));
    seen.length = 0;
  });

  it('is not among those that it says it knows', () => {
    expect(consumers.server.known()).toEqual([
      { queue: 'test.single', types: ['counted.v1'] },
      { queue: 'test.several', types: ['counted.v1'] },
    ]);
  });
});
