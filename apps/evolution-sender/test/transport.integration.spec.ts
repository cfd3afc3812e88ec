import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { freePort } from '@bkcrm/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { EvolutionTransport } from '../src/evolution-api/evolution-transport.js';

describe('how far a call got', () => {
  let server: Server | undefined;
  let transport: EvolutionTransport | undefined;
  const sockets = new Set<Socket>();

  afterEach(async () => {
    await transport?.destroy();
    for (const socket of sockets) socket.destroy();
    server?.close();
  });

  /** The call's end, with a server that does this to every connection once the request is there. */
  async function call(onRequest: (socket: Socket) => void): Promise<unknown> {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => onRequest(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return callPort((server.address() as AddressInfo).port);
  }

  function callPort(port: number, limit?: number): Promise<unknown> {
    transport = new EvolutionTransport({ url: `http://127.0.0.1:${port}`, apiKey: 'k', trust: {}, timeout: 200 });
    const request = {
      method: 'POST',
      route: '/message/sendText/{instance}',
      instance: 'a b',
      body: {},
      limit,
    } as const;
    return transport.call(request).catch((error: unknown) => error);
  }

  it('not at all, when nobody listens', async () => {
    expect(await callPort(await freePort())).toMatchObject({ reason: 'net', written: false });
  });

  it('out, when the connection is reset before an answer', async () => {
    expect(await call((socket) => socket.resetAndDestroy())).toMatchObject({ reason: 'net', written: true });
  });

  it('out, when there is no answer in time', async () => {
    expect(await call(() => {})).toMatchObject({ reason: 'slow', written: true });
  });

  it('out, when the answer breaks off in its head or in its body', async () => {
    const whole = http('201 Created', '{"key":{"id":"X"}}');
    for (const part of [whole.slice(0, 9), whole.slice(0, -5)]) {
      expect(await call((socket) => socket.write(part, () => socket.resetAndDestroy()))).toMatchObject({
        written: true,
      });
      await transport?.destroy();
      server?.close();
    }
  });

  it('out, when the answer is larger than it may be', async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => socket.write(http('200 OK', `"${'x'.repeat(2_000)}"`)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await callPort((server.address() as AddressInfo).port, 1_000)).toMatchObject({ written: true });
  });

  it('all the way: status, JSON if it is JSON, and how long to wait', async () => {
    expect(await call((socket) => socket.write(http('429 Too Many Requests\r\nretry-after: 7', '<html>')))).toEqual({
      status: 429,
      body: undefined,
      page: '<html>',
      retryAfter: '7',
    });
  });
});

const http = (status: string, body: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
