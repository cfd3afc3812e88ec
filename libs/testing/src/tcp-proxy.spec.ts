import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { TcpProxy } from './tcp-proxy.js';

describe('TcpProxy', () => {
  let echo: Server;
  let proxy: TcpProxy;
  let client: Socket;
  let heard: string;

  beforeEach(async () => {
    echo = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await TcpProxy.to({ port: (echo.address() as AddressInfo).port });
    client = await dial();
  });
  afterEach(async () => {
    client.destroy();
    await proxy.close();
    echo.close();
  });

  async function dial(): Promise<Socket> {
    const socket = connect(proxy.port, '127.0.0.1');
    heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString())).on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  it('passes bytes both ways', async () => {
    client.write('one');
    await eventually(() => expect(heard).toBe('one'));
  });

  it('resets connections when cut, refuses new ones, and accepts them again when restored', async () => {
    client.write('one');
    await eventually(() => expect(heard).toBe('one'));
    proxy.cut();
    await eventually(() => expect(client.closed).toBe(true));
    const refused = connect(proxy.port, '127.0.0.1').on('error', () => {});
    await eventually(() => expect(refused.closed).toBe(true));
    proxy.restore();
    client = await dial();
    client.write('two');
    await eventually(() => expect(heard).toBe('two'));
  });

  it('holds bytes back in a black hole, without closing, until restored', async () => {
    client.write('one');
    await eventually(() => expect(heard).toBe('one'));
    proxy.blackhole();
    client.write('two');
    const probe = await dial();
    probe.write('three');
    await eventually(() => expect(proxy.connections).toBe(2));
    expect([heard, client.destroyed, probe.destroyed]).toEqual(['', false, false]);
    proxy.restore();
    await eventually(() => expect(heard).toContain('three'));
    probe.destroy();
  });

  it('lets bytes come later, in their order, also when the delay ends meanwhile', async () => {
    proxy.delay(150);
    const since = performance.now();
    client.write('one ');
    await eventually(() => expect(heard).toBe('one '));
    // There and back.
    expect(performance.now() - since).toBeGreaterThanOrEqual(295);
    client.write('two ');
    await eventually(() => expect(proxy.bytesWaiting).toBe(true));
    proxy.restore();
    client.write('three');
    await eventually(() => expect(heard).toBe('one two three'));
  });
});
