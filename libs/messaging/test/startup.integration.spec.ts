import { AmqpServer, BrokerLink, Consume, HandleRequest, MessagingModule } from '@bkcrm/messaging';
import { eventually, TcpProxy, withVhost } from '@bkcrm/testing';
import { Controller, Logger, Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { describe, expect, it, vi } from 'vitest';
import { BrokerView, startConsumers, testExchanges } from './broker-harness.js';

const vhost = withVhost();
class Body {}

const queue = { name: 'test.startup', bindings: [{ exchange: 'test.direct', key: 'started' }] };
const requests = {
  name: 'test.startup-requests',
  kind: 'requests',
  bindings: [
    { exchange: 'test.direct', key: 'asked' },
    { exchange: 'test.direct', key: 'forgotten' },
  ],
} as const;

@Controller()
class Listening {
  @Consume({ queue })
  async onStarted(): Promise<void> {}
}
@Controller()
class ListeningToo {
  @Consume({ queue })
  async onStarted(): Promise<void> {}
}
@Controller()
class ListeningElsewhere {
  @Consume({ queue: { ...queue, name: 'test.elsewhere' } })
  async onStarted(): Promise<void> {}
}
@Controller()
class Answering {
  @HandleRequest({ queue: requests, type: 'asked', body: Body })
  async onAsked(): Promise<void> {}
}

async function boot(controllers: Type[]): Promise<void> {
  const link = new BrokerLink({ url: vhost.url, connectionName: 'never', exchanges: testExchanges });
  @Module({ imports: [MessagingModule.forRoot(link)], controllers })
  class TestModule {}
  const app = await NestFactory.createMicroservice(TestModule, { strategy: new AmqpServer(link), logger: false });
  await app.listen();
  await app.close();
}

describe('an application', () => {
  it('starts without a broker, and consumes once there is one', async () => {
    const { proxy, url } = await TcpProxy.before(vhost.url);
    proxy.cut();
    const consumers = await startConsumers(url, [Listening]);
    expect(consumers.link.consumeState).not.toBe('up');
    proxy.restore();
    const view = await BrokerView.open(vhost.url);
    await eventually(async () => expect(await view.consumers(queue.name)).toBe(1), { timeout: 15_000 });
    await consumers.stop();
    await view.close();
    await proxy.close();
  });

  it('prints what it listens to', async () => {
    const log = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
    await boot([Listening]);
    const lines = log.mock.calls.map(([line]) => String(line));
    log.mockRestore();
    expect(lines).toContain('Listening.onStarted ← test.direct started (test.startup)');
  });

  it('refuses to boot with two handlers of one queue', async () => {
    await expect(boot([Listening, ListeningToo])).rejects.toThrow(
      'ListeningToo.onStarted and Listening.onStarted both handle test.startup',
    );
  });

  it('refuses to boot with two handlers of one event', async () => {
    await expect(boot([Listening, ListeningElsewhere])).rejects.toThrow(/both handle test.direct "started"/);
  });

  it('refuses to boot when a request that its queue takes has no handler', async () => {
    await expect(boot([Answering])).rejects.toThrow(/test.startup-requests is bound to forgotten/);
  });

  it('never shows the address of the broker', async () => {
    const said: unknown[] = [];
    const spies = (['log', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(Logger.prototype, level).mockImplementation((...parts) => void said.push(parts)),
    );
    const link = new BrokerLink({ url: 'amqp://user:hunter2@127.0.0.1:1/', connectionName: 'lost', exchanges: [] });
    link.start();
    await eventually(() => expect(said).not.toHaveLength(0));
    await link.close();
    spies.forEach((spy) => spy.mockRestore());
    expect(JSON.stringify(said)).not.toContain('hunter2');
    expect(() => new BrokerLink({ url: 'user:hunter2@', connectionName: 'lost', exchanges: [] })).not.toThrow(
      /hunter2/,
    );
  });

  it('leaves handlers of other transports alone', async () => {
    @Controller()
    class Foreign {
      @EventPattern('elsewhere', Symbol('another transport'))
      async onEvent(_data: unknown): Promise<void> {}
    }
    await boot([Listening, Foreign]);
  });
});
