import { Consume, HandleRequest } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { eventually, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { IsString } from 'class-validator';
import { register } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { openPublishing, startConsumers } from './broker-harness.js';

const vhost = withVhost();
const deadlock = new Error('deadlock detected');
const bindings = [{ exchange: 'test.direct', key: 'counted' }];

class Ask {
  static readonly type = 'test.ask';
  declare reply: string;
  @IsString() question: string;
}

@Controller()
class Counting {
  private deadlocks = 1;

  @Consume({ queue: { name: 'test.counted', bindings } })
  async onMessage(@Payload() { messageId }: Delivery): Promise<void> {
    if (messageId === 'poison') throw new Error('no future');
    if (this.deadlocks-- > 0) throw deadlock;
  }

  @HandleRequest({
    queue: { name: 'test.asked', kind: 'requests', bindings: [{ exchange: 'test.direct', key: 'test.ask' }] },
    type: 'test.ask',
    body: Ask,
  })
  async answer(@Payload() { question }: Ask): Promise<string> {
    return question.toUpperCase();
  }
}

/** Sum over all series with this name and these labels. */
async function valueOf(series: string, labels: Record<string, string>): Promise<number> {
  const metrics = await register.getMetricsAsJSON();
  const samples = metrics.flatMap(({ name, values }) =>
    (values as { value: number; labels: object; metricName?: string }[]).map((sample) => ({ name, ...sample })),
  );
  return samples
    .filter(({ metricName, name }) => (metricName ?? name) === series)
    .filter((sample) =>
      Object.entries(labels).every(([key, value]) => new Map(Object.entries(sample.labels)).get(key) === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
}

describe('what is counted of the broker', () => {
  it('is how old messages are, how often they were tried again, and how many were set aside', async () => {
    const consumers = await startConsumers(vhost.url, [Counting], {
      declareEvery: 100,
      classify: (error) => (error === deadlock ? 'transient' : 'data'),
    });
    const { link, publisher, requester } = await openPublishing(vhost.url);
    const publish = (messageId: string, headers = {}) =>
      eventually(async () => {
        const message = { exchange: 'test.direct', routingKey: 'counted', content: {}, messageId, type: 'x', headers };
        expect(await publisher.publish(message)).toBe('confirmed');
      });
    await publish('late', { 'x-received-at': new Date(Date.now() - 3_600_000).toISOString() });
    await publish('poison');
    const queue = 'test.counted';
    await eventually(async () => {
      expect(await valueOf('bkcrm_dead_letters', { queue })).toBe(1);
      expect(await valueOf('bkcrm_consume_retries_total', { queue })).toBe(1);
      expect(await valueOf('bkcrm_consume_lag_seconds_count', { queue })).toBe(1);
      expect(await valueOf('bkcrm_consume_lag_seconds_sum', { queue })).toBeGreaterThanOrEqual(3_600);
      expect(await valueOf('bkcrm_queue_messages', { queue })).toBe(0);
    });
    expect(await requester.request('test.direct', Ask, { question: 'a?' })).toBe('A?');
    expect(await valueOf('bkcrm_request_seconds_count', { request: 'test.ask', outcome: 'answered' })).toBe(1);
    expect(await valueOf('bkcrm_request_answer_seconds_count', { request: 'test.ask', outcome: 'answered' })).toBe(1);
    await link.close();
    await consumers.stop();
  });
});
