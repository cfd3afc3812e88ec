import { EventEmitter } from 'node:events';
import { queryObjects } from 'node:v8';
import type { INestApplicationContext } from '@nestjs/common';
import { from, mergeAll, of, Subject, Subscription } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayConfig } from '../app.config.js';
import { SocketAdapter } from './socket.adapter.js';

type Bind = SocketAdapter['bindMessageHandlers'];
type Handler = Parameters<Bind>[1][number];

const adapter = new SocketAdapter({} as INestApplicationContext, new GatewayConfig());
/** As Nest makes an observable of what a handler has answered. */
const transform: Parameters<Bind>[2] = (answer: unknown) =>
  from(Promise.resolve(answer).then((one) => (one instanceof Subject ? one : of(one)))).pipe(mergeAll());

let socket: EventEmitter;
const served = (message: string, callback: Handler['callback']): Handler => ({
  message,
  callback,
  methodName: message,
  isAckHandledManually: false,
});
const bind = (...handlers: Handler[]): void =>
  adapter.bindMessageHandlers(socket as Parameters<Bind>[0], handlers, transform);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  socket = new EventEmitter();
});

describe('a command of a socket', () => {
  it('is answered by its handler', async () => {
    const acknowledge = vi.fn();
    bind(
      served('double', async (data: number) => ({ ok: true, data: data * 2 })),
      served('list', async (data: unknown) => ({ ok: true, data })),
    );
    socket.emit('double', 21, acknowledge);
    socket.emit('list', [1, 2], acknowledge);
    socket.emit('list', acknowledge);
    socket.emit('double', 4);
    await settled();
    expect(acknowledge.mock.calls).toEqual([
      [{ ok: true, data: 42 }],
      [{ ok: true, data: [1, 2] }],
      [{ ok: true, data: undefined }],
    ]);
  });

  it('is not answered when its handler has nothing to say, and one that fails takes no other with it', async () => {
    const acknowledge = vi.fn();
    const complain = vi.spyOn(adapter['logger'], 'error').mockReturnValue(undefined);
    bind(
      served('silent', async () => undefined),
      served('broken', (data: unknown) => {
        if (data === 'bad') throw new Error('broken');
        return Promise.resolve(data);
      }),
    );
    socket.emit('silent', acknowledge);
    socket.emit('broken', 'bad', acknowledge);
    socket.emit('broken', 'good', acknowledge);
    await settled();
    expect(acknowledge.mock.calls).toEqual([['good']]);
    expect(complain).toHaveBeenCalledTimes(1);
    complain.mockRestore();
  });

  it('is given up when its socket disconnects, and no other is', async () => {
    const [gone, staying] = [new Subject(), new Subject()];
    const acknowledge = vi.fn();
    bind(served('wait', async () => gone));
    socket.emit('wait', acknowledge);
    const leaving = socket;
    socket = new EventEmitter();
    bind(served('wait', async () => staying));
    socket.emit('wait', acknowledge);
    await settled();
    expect([gone.observed, staying.observed]).toEqual([true, true]);
    leaving.emit('disconnect');
    expect([gone.observed, staying.observed]).toEqual([false, true]);
    staying.next('done');
    expect(acknowledge.mock.calls).toEqual([['done']]);
  });
});

describe('a silent socket', () => {
  it('holds no observables, however many commands there are', async () => {
    const handlers = Array.from({ length: 20 }, (_, index) => served(`command-${index}`, async () => index));
    const before = queryObjects(Subscription, { format: 'count' });
    bind(...handlers);
    socket.emit('command-1');
    await settled();
    expect(queryObjects(Subscription, { format: 'count' }) - before).toBe(0);
    expect(socket.listenerCount('command-1')).toBe(1);
  });
});
