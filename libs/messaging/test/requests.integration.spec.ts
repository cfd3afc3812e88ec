import { HandleRequest, RequestRefused, RequestTimedOut, RequestUndeliverable } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { eventually, TcpProxy, withVhost } from '@bkcrm/testing';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { IsInt } from 'class-validator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrokerView, openPublishing, startConsumers } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';
import { Gate } from './gate.js';

const vhost = withVhost();

class DoubleRequest {
  static readonly type = 'number.double-request.v1';
  declare readonly reply: { doubled: number };
  @IsInt() value: number;
}
class UnheardRequest {
  static readonly type = 'number.unheard-request.v1';
  declare readonly reply: never;
}

const queue = {
  name: 'test.requests',
  kind: 'requests',
  bindings: [{ exchange: 'test.direct', key: DoubleRequest.type }],
} as const;

let behave: (body: DoubleRequest, delivery: Delivery) => Promise<{ doubled: number }> | { doubled: number };
let calls = 0;

@Controller()
class NumbersConsumer {
  @HandleRequest({ queue, type: DoubleRequest.type, body: DoubleRequest })
  async onDouble(@Payload() body: DoubleRequest, @Ctx() delivery: Delivery): Promise<{ doubled: number }> {
    calls += 1;
    return behave(body, delivery);
  }
}

const infrastructure = new Error('no database');
const transient = new Error('deadlock');
const classify = (error: unknown) => {
  if (error === infrastructure) return 'infrastructure';
  return error === transient ? 'transient' : 'data';
};

let publishing: TestPublishing;
let view: BrokerView;
let consumers: Awaited<ReturnType<typeof startConsumers>>;

const double = (value: unknown, options?: { deadline?: number; headers?: Record<string, string> }) =>
  publishing.requester.request('test.direct', DoubleRequest, { value: value as number }, options);

beforeAll(async () => {
  view = await BrokerView.open(vhost.url);
});
beforeEach(async () => {
  calls = 0;
  behave = ({ value }) => ({ doubled: value * 2 });
  consumers = await startConsumers(vhost.url, [NumbersConsumer], { classify });
  await eventually(async () => expect(await view.consumers(queue.name)).toBe(1), { timeout: 15_000 });
  publishing = await openPublishing(vhost.url, 'asker');
  await eventually(() => double(0));
  calls = 0;
});
afterEach(async () => {
  await publishing.link.close();
  await consumers.stop();
});
afterAll(() => view.close());

describe('a request', () => {
  it('is answered', async () => {
    expect(await double(21)).toEqual({ doubled: 42 });
  });

  it('is answered on its own among many that end in another order', async () => {
    behave = async ({ value }) => {
      await new Promise((resolve) => setTimeout(resolve, (20 - value) % 5));
      return { doubled: value * 2 };
    };
    const values = Array.from({ length: 20 }, (_, index) => index);
    const answers = await Promise.all(values.map((value) => double(value)));
    expect(answers).toEqual(values.map((value) => ({ doubled: value * 2 })));
  });

  it('carries headers to the handler', async () => {
    let traceparent: unknown;
    behave = (_, delivery) => {
      traceparent = delivery.headers['traceparent'];
      return { doubled: 0 };
    };
    await double(1, { headers: { traceparent: '00-1-1-01' } });
    expect(traceparent).toBe('00-1-1-01');
  });

  it('that is refused throws the refusal on the asking side', async () => {
    behave = () => {
      throw new RequestRefused('number.odd', 409, 'only even numbers', { value: 3 });
    };
    const refusal = await double(3).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RequestRefused);
    expect(refusal).toMatchObject({
      code: 'number.odd',
      status: 409,
      message: 'only even numbers',
      details: { value: 3 },
    });
  });

  it('with an invalid body is refused before the handler', async () => {
    await expect(double('three')).rejects.toMatchObject({
      code: 'request.invalid',
      status: 400,
      details: { fields: ['value'] },
    });
    expect(calls).toBe(0);
  });

  it('during an outage behind the handler is refused as unavailable', async () => {
    behave = () => {
      throw infrastructure;
    };
    await expect(double(1)).rejects.toMatchObject({ code: 'service.unavailable', status: 503 });
    expect(calls).toBe(1);
  });

  it('that fails for a transient reason is tried again', async () => {
    behave = ({ value }) => {
      if (calls < 3) throw transient;
      return { doubled: value * 2 };
    };
    expect(await double(2)).toEqual({ doubled: 4 });
    expect(calls).toBe(3);
  });

  it('that fails for a reason of our own tells nothing about it', async () => {
    behave = () => {
      throw new Error('secret inside');
    };
    const refusal = await double(1).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'service.failed', status: 500 });
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain('secret');
  });

  it('without an answer in time is timed out, and a late answer harms nobody', async () => {
    const gate = new Gate();
    behave = async ({ value }) => {
      if (value === 1) await gate.opened;
      return { doubled: value * 2 };
    };
    await expect(double(1, { deadline: 60 })).rejects.toBeInstanceOf(RequestTimedOut);
    gate.open();
    expect(await double(4)).toEqual({ doubled: 8 });
  });

  it('whose handler hangs is refused as unavailable, and hangs nobody else', async () => {
    await consumers.stop();
    consumers = await startConsumers(vhost.url, [NumbersConsumer], { classify, handleWithin: 500 });
    await eventually(() => double(0));
    behave = ({ value }) => (value === 1 ? new Promise(() => {}) : { doubled: value * 2 });
    const refused = Promise.all(
      Array.from({ length: 40 }, () => expect(double(1, { deadline: 60_000 })).rejects.toMatchObject({ status: 503 })),
    );
    expect(await double(2, { deadline: 60_000 })).toEqual({ doubled: 4 });
    await refused;
  });

  it('that nobody takes is undeliverable at once', async () => {
    const request = publishing.requester.request('test.direct', UnheardRequest, {}, { deadline: 60_000 });
    await expect(request).rejects.toBeInstanceOf(RequestUndeliverable);
  });

  it('in hand while the service stops is still answered', async () => {
    const gate = new Gate();
    behave = async ({ value }) => {
      await gate.opened;
      return { doubled: value * 2 };
    };
    const answer = double(5);
    await eventually(() => expect(calls).toBe(1));
    const stopped = consumers.server.drain();
    gate.open();
    expect(await answer).toEqual({ doubled: 10 });
    await stopped;
    expect(await view.ready(queue.name)).toBe(0);
  });

  it('is undeliverable at once without a connection, and its outcome unknown when the connection ends under way', async () => {
    const { proxy, url } = await TcpProxy.before(vhost.url);
    const { link, requester } = await openPublishing(url, 'asker-behind-proxy');
    const ask = () => requester.request('test.direct', DoubleRequest, { value: 1 }, { deadline: 60_000 });
    await eventually(ask);
    const gate = new Gate();
    behave = async () => {
      await gate.opened;
      return { doubled: 0 };
    };
    calls = 0;
    const underWay = ask();
    underWay.catch(() => {});
    await eventually(() => expect(calls).toBe(1));
    proxy.cut();
    await expect(underWay).rejects.toBeInstanceOf(RequestTimedOut);
    await expect(ask()).rejects.toBeInstanceOf(RequestUndeliverable);
    await link.close();
    await proxy.close();
    gate.open();
  });
});
