import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { freePort } from '@bkcrm/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { SenderConfig } from '../src/app.config.js';
import { EvolutionClient } from '../src/evolution-api/evolution-client.js';
import type { Exchange } from '../src/evolution-api/domain/exchange.js';
import type { SenderMetrics } from '../src/metrics/sender-metrics.js';

const call = async (url: string, timeoutMs = 5_000): Promise<Exchange> => {
  const config = Object.assign(new SenderConfig(), { EVOLUTION_URL: url, EVOLUTION_API_KEY: 'key' });
  const client = new EvolutionClient(config, { countCall() {} } as unknown as SenderMetrics);
  try {
    return await client.call({ method: 'POST', route: '/x/{instance}', instance: 'a b', body: { a: 1 }, timeoutMs });
  } finally {
    await client.onApplicationShutdown();
  }
};

/** Whether bytes have left decides between "send again" and "look for it". */
describe('EvolutionClient', () => {
  let server: Server | undefined;
  const serve = async (onConnection: (socket: Socket) => void): Promise<number> => {
    server = createServer(onConnection).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const exchange = await call(`http://127.0.0.1:${await freePort()}`);
    expect(exchange).toMatchObject({ kind: 'unanswered', sent: false, code: 'ECONNREFUSED' });
  });

  it('knows that nothing was sent when the handshake never ends', async () => {
    const port = await serve((socket) => socket.on('error', () => {}));
    expect(await call(`https://127.0.0.1:${port}`, 300)).toMatchObject({ kind: 'unanswered', sent: false });
  });

  it('does not know what became of a request that was cut off, or not answered in time', async () => {
    const cut = await serve((socket) => socket.once('data', () => socket.destroy()));
    expect(await call(`http://127.0.0.1:${cut}`)).toMatchObject({ kind: 'unanswered', sent: true });
    server?.close();
    const silent = await serve((socket) => socket.on('error', () => {}));
    expect(await call(`http://127.0.0.1:${silent}`, 300)).toMatchObject({ kind: 'unanswered', sent: true });
  });

  it('gives back what is no JSON as text, and how long to wait', async () => {
    let request = '';
    const port = await serve((socket) =>
      socket.on('data', (bytes) => {
        request += String(bytes);
        socket.end('HTTP/1.1 429 Too Many\r\nretry-after: 7\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>');
      }),
    );
    expect(await call(`http://127.0.0.1:${port}/prefix/`)).toEqual({
      kind: 'answered',
      status: 429,
      body: '<html>',
      retryAfterSeconds: 7,
    });
    expect(request).toMatch(/^POST \/prefix\/x\/a%20b HTTP/);
    expect(request).toContain('apikey: key');
  });
});
