import { BrokerLink } from '@bkcrm/messaging';
import type { AmqpServerOptions, ExchangeDefinition } from '@bkcrm/messaging';
import { AmqpServer, MessagingModule, Publisher, Requester } from '@bkcrm/messaging';
import { brokerControl, eventually } from '@bkcrm/testing';
import type { INestMicroservice, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { connect } from 'amqplib';
import type { Channel, ChannelModel, GetMessage } from 'amqplib';
import { expect } from 'vitest';

export const testExchanges: ExchangeDefinition[] = [
  { name: 'test.topic', type: 'topic' },
  { name: 'test.direct', type: 'direct' },
  { name: 'test.fanout', type: 'fanout' },
];

/** A link that is up, with what publishes on it. */
export interface TestPublishing {
  link: BrokerLink;
  publisher: Publisher;
  requester: Requester;
}

export async function openPublishing(url: string, connectionName = 'test'): Promise<TestPublishing> {
  const link = new BrokerLink({ url, connectionName, exchanges: testExchanges });
  const publisher = new Publisher(link);
  const requester = new Requester(link);
  link.start();
  await untilConfirmed(publisher);
  return { link, publisher, requester };
}

/** Until the publisher's channel works: an answer of any kind but `unknown`. */
export async function untilConfirmed(publisher: Publisher): Promise<void> {
  await eventually(
    async () => {
      const outcome = await publisher.publish({
        exchange: 'test.fanout',
        routingKey: '',
        content: {},
        messageId: 'probe',
        type: 'probe',
      });
      expect(outcome).not.toBe('unknown');
    },
    { timeout: 15_000 },
  );
}

/** An application with these controllers, as a service would run it. */
export async function startConsumers(
  url: string,
  controllers: Type[],
  options: AmqpServerOptions & { connectionName?: string } = {},
): Promise<{ app: INestMicroservice; server: AmqpServer; link: BrokerLink; stop: () => Promise<void> }> {
  const { connectionName = 'test-consumers', ...settings } = options;
  const link = new BrokerLink({ url, connectionName, exchanges: testExchanges });
  const server = new AmqpServer(link, settings);
  @Module({ imports: [MessagingModule.forRoot(link)], controllers })
  class TestModule {}
  const app = await NestFactory.createMicroservice(TestModule, { strategy: server, logger: ['error', 'fatal'] });
  link.start();
  await app.listen();
  return {
    app,
    server,
    link,
    stop: async () => {
      await app.close();
      await link.close();
    },
  };
}

/** As the broker counts them, every few seconds: delivered, and not settled yet. */
export async function unsettled(vhost: string, queue: string): Promise<number> {
  const columns = ['name', 'messages_unacknowledged'];
  const table = await brokerControl('list_queues', '--silent', '--vhost', vhost, ...columns);
  const line = table.split('\n').find((each) => each.startsWith(`${queue}\t`));
  return Number(line?.split('\t')[1]);
}

/** A plain connection, to look at queues and to do what our own layer would not. */
export class BrokerView {
  private constructor(
    private readonly connection: ChannelModel,
    private channel: Channel,
  ) {}

  static async open(url: string): Promise<BrokerView> {
    const connection = await connect(url, { noDelay: true });
    connection.on('error', () => {});
    return new BrokerView(connection, await connection.createChannel());
  }

  /** Messages ready in a queue; consumers' unsettled ones are not counted. @throws when the queue is missing */
  async ready(queue: string): Promise<number> {
    return (await this.using((channel) => channel.checkQueue(queue))).messageCount;
  }

  async consumers(queue: string): Promise<number> {
    return (await this.using((channel) => channel.checkQueue(queue))).consumerCount;
  }

  /** Takes everything out of a queue. */
  async take(queue: string): Promise<GetMessage[]> {
    return this.using(async (channel) => {
      const messages: GetMessage[] = [];
      for (;;) {
        const message = await channel.get(queue, { noAck: true });
        if (message === false) return messages;
        messages.push(message);
      }
    });
  }

  /** A failed call closes the channel: the next one gets a new one. */
  async using<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
    this.channel.removeAllListeners('error');
    this.channel.on('error', () => {});
    try {
      return await work(this.channel);
    } catch (error) {
      this.channel = await this.connection.createChannel();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
