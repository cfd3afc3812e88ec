import { Socket } from 'node:net';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import type { OutgoingMessage } from '@bkcrm/messaging';
import { brokerControl, eventually, TcpProxy, withVhost } from '@bkcrm/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BrokerView, openPublishing, untilConfirmed } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';

const vhost = withVhost();
let view: BrokerView;

const aMessage = (overrides: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  exchange: 'test.direct',
  routingKey: 'taken',
  content: { value: 1 },
  messageId: 'a-message',
  type: 'test.v1',
  headers: { 'x-origin': 'test' },
  ...overrides,
});

beforeAll(async () => {
  view = await BrokerView.open(vhost.url);
  await view.using(async (channel) => {
    await channel.assertExchange('test.direct', 'direct');
    await channel.assertQueue('taken', { arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue('taken', 'test.direct', 'taken');
    await channel.assertQueue('full', { arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } });
    await channel.bindQueue('full', 'test.direct', 'full');
  });
});
afterAll(() => view.close());

describe('a publish', () => {
  let publishing: TestPublishing;
  beforeAll(async () => {
    publishing = await openPublishing(vhost.url);
  });
  afterAll(() => publishing.link.close());
  const publish = (message: OutgoingMessage) => publishing.publisher.publish(message);

  it('is confirmed, persistent and complete', async () => {
    expect(await publish(aMessage())).toBe('confirmed');
    const [message] = await view.take('taken');
    expect(JSON.parse(String(message?.content))).toEqual({ value: 1 });
    expect(message?.properties).toMatchObject({
      messageId: 'a-message',
      type: 'test.v1',
      deliveryMode: 2,
      contentType: 'application/json',
      headers: { 'x-origin': 'test' },
    });
  });

  it('sends a Buffer as it is', async () => {
    const content = Buffer.from('{"as":  "it is"}');
    await publish(aMessage({ content }));
    const [message] = await view.take('taken');
    expect(message?.content).toEqual(content);
  });

  it('is returned when no queue is bound, and only that one among many', async () => {
    const keys = ['taken', 'nobody', 'taken', 'nobody', 'taken'];
    const outcomes = await Promise.all(
      keys.map((routingKey, index) => publish(aMessage({ routingKey, messageId: `many-${index}` }))),
    );
    expect(outcomes).toEqual(['confirmed', 'returned', 'confirmed', 'returned', 'confirmed']);
    expect(await view.take('taken')).toHaveLength(3);
  });

  it('is nacked when the queue is full', async () => {
    const outcomes: string[] = [];
    for (let count = 0; count < 4; count += 1) outcomes.push(await publish(aMessage({ routingKey: 'full' })));
    expect(outcomes[0]).toBe('confirmed');
    expect(outcomes.at(-1)).toBe('nacked');
    await view.take('full');
  });

  it('is unknown, not an error, when the content is no JSON', async () => {
    expect(await publish(aMessage({ content: { value: 1n } }))).toBe('unknown');
    expect(await publish(aMessage())).toBe('confirmed');
    await view.take('taken');
  });

  it('answers a thousand at once, each on its own', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => publish(aMessage({ messageId: `thousand-${index}` }))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['confirmed']));
    const arrived = (await view.take('taken')).map(({ properties }) => String(properties.messageId));
    expect(arrived).toEqual(Array.from({ length: 1_000 }, (_, index) => `thousand-${index}`));
  });

  it('that makes the broker close the channel is unknown, and the next ones work again', async () => {
    expect(await publish(aMessage({ exchange: 'no-such-exchange' }))).toBe('unknown');
    await untilConfirmed(publishing.publisher);
    expect(await publish(aMessage())).toBe('confirmed');
    expect(await view.take('taken')).toHaveLength(1);
  });

  it('is unknown at once while the broker blocks publishers, and for those under way', async () => {
    const connection = publishing.link.publishing.current;
    const underWay = publish(aMessage({ messageId: 'under-way' }));
    connection?.emit('blocked', 'low on memory');
    expect(publishing.link.publishState).toBe('blocked');
    expect(await underWay).toBe('unknown');
    expect(await publish(aMessage({ messageId: 'refused' }))).toBe('unknown');
    connection?.emit('unblocked');
    expect(publishing.link.publishState).toBe('up');
    expect(await publish(aMessage({ messageId: 'after' }))).toBe('confirmed');
    const arrived = (await view.take('taken')).map(({ properties }) => String(properties.messageId));
    expect(arrived).not.toContain('refused');
    expect(arrived).toContain('after');
  });

  it('waits for no Nagle delay, on a connection named after its job', async () => {
    const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
    const { link } = await openPublishing(vhost.url);
    expect(setNoDelay.mock.calls.filter(([on]) => on === true)).toHaveLength(2);
    setNoDelay.mockRestore();
    await link.close();
    const names = await brokerControl('list_connections', 'client_properties', 'vhost');
    expect(names).toContain('test publish');
    expect(names).toContain('test consume');
  });
});

describe('a publish over a failing network', () => {
  let proxy: TcpProxy;
  let through: string;
  let publishing: TestPublishing;
  beforeEach(async () => {
    ({ proxy, url: through } = await TcpProxy.before(vhost.url));
    publishing = await openPublishing(through, 'behind-proxy');
  });
  afterEach(async () => {
    await publishing.link.close();
    await proxy.close();
  });

  it('is unknown after its deadline when nothing comes back', async () => {
    proxy.blackhole();
    expect(await publishing.publisher.publish(aMessage(), { deadline: 100 })).toBe('unknown');
    proxy.restore();
    await untilConfirmed(publishing.publisher);
    await view.take('taken');
  });

  it('is unknown at once when the connection is cut, and works again when it is back', async () => {
    proxy.blackhole();
    const underWay = publishing.publisher.publish(aMessage(), { deadline: 60_000 });
    proxy.cut();
    expect(await underWay).toBe('unknown');
    await eventually(() => expect(publishing.link.publishState).toBe('down'));
    expect(await publishing.publisher.publish(aMessage())).toBe('unknown');
    proxy.restore();
    await untilConfirmed(publishing.publisher);
    expect(publishing.link.publishState).toBe('up');
    await view.take('taken');
  });

  it('gives up a connection that has been silent too long, and finds the broker again', async () => {
    const impatient = new BrokerLink({ url: `${through}?heartbeat=1`, connectionName: 'impatient', exchanges: [] });
    impatient.start();
    await eventually(() => expect(impatient.publishState).toBe('up'));
    proxy.blackhole();
    await eventually(() => expect(impatient.publishState).toBe('down'), { timeout: 10_000 });
    proxy.restore();
    await eventually(() => expect(impatient.publishState).toBe('up'), { timeout: 15_000 });
    await impatient.close();
  });

  it('reports each change of the link', async () => {
    const states: string[] = [];
    const end = publishing.link.onChange(({ publish }) => states.push(publish));
    proxy.cut();
    await eventually(() => expect(states).toContain('down'));
    proxy.restore();
    await eventually(() => expect(states.at(-1)).toBe('up'));
    end();
  });
});

describe('a broadcast', () => {
  let publishing: TestPublishing;
  beforeAll(async () => {
    publishing = await openPublishing(vhost.url, 'broadcaster');
  });
  afterAll(() => publishing.link.close());

  it('arrives unless nobody listens, and is not kept by the broker', async () => {
    await eventually(async () => {
      publishing.publisher.broadcast(aMessage({ messageId: 'broadcast' }));
      const [message] = await view.take('taken');
      expect(message?.properties).toMatchObject({ messageId: 'broadcast', deliveryMode: 1 });
    });
    publishing.publisher.broadcast(aMessage({ routingKey: 'nobody' }));
  });

  it('is dropped, not kept, while there is no channel', async () => {
    const early = new Publisher(publishing.link);
    early.broadcast(aMessage({ messageId: 'too early' }));
    await untilConfirmed(early);
    early.broadcast(aMessage({ messageId: 'in time' }));
    await eventually(async () => {
      const arrived = (await view.take('taken')).map(({ properties }) => String(properties.messageId));
      expect(arrived).toEqual(['in time']);
    });
  });
});
