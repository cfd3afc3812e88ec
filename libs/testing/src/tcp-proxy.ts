import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { DelayLine } from './delay-line.js';

type Mode = 'open' | 'cut' | 'blackhole';

/**
 * A TCP connection's middle man, for letting a network fail:
 * `cut` resets every connection and refuses new ones, `blackhole` keeps them open but lets no byte through
 * (what was under way comes late, after `restore`), `delay` lets every byte come later, `restore` ends all of them.
 */
export class TcpProxy {
  private mode: Mode = 'open';
  private readonly pairs = new Set<[Socket, Socket]>();
  private readonly lines = new Set<DelayLine<Buffer | 'end'>>();
  private latency = 0;
  /** In how many pieces everything came that clients have sent; what is written at once comes in one. */
  pieces = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** Listens on a free port of 127.0.0.1 and forwards to the target. */
  static async to(target: { host?: string; port: number }): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, { host: '127.0.0.1', ...target });
  }

  /** Like `to`, for the host and port of a URL; `url` of the result leads through the proxy. */
  static async before(url: string): Promise<{ proxy: TcpProxy; url: string }> {
    const through = new URL(url);
    const proxy = await TcpProxy.to({ host: through.hostname, port: Number(through.port) });
    through.hostname = '127.0.0.1';
    through.port = String(proxy.port);
    return { proxy, url: through.href };
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Whether anything is on its way that comes later. */
  get bytesWaiting(): boolean {
    return [...this.lines].some(({ isEmpty }) => !isEmpty);
  }

  cut(): void {
    this.mode = 'cut';
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  blackhole(): void {
    this.mode = 'blackhole';
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  delay(milliseconds: number): void {
    this.latency = milliseconds;
    for (const line of this.lines) line.milliseconds = milliseconds;
  }

  restore(): void {
    this.mode = 'open';
    this.delay(0);
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    if (this.mode === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...this.target, allowHalfOpen: true });
    const pair: [Socket, Socket] = [client, upstream];
    this.pairs.add(pair);
    client.on('data', () => (this.pieces += 1));
    this.forward(client, upstream, pair);
    this.forward(upstream, client, pair);
  }

  private forward(from: Socket, to: Socket, pair: [Socket, Socket]): void {
    const line = new DelayLine<Buffer | 'end'>((item) => {
      if (item === 'end') to.end();
      else this.write(from, to, item);
    });
    line.milliseconds = this.latency;
    this.lines.add(line);
    from.on('data', (chunk) => line.add(chunk));
    from.on('end', () => line.add('end'));
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      line.stop();
      this.lines.delete(line);
      to.destroy();
      this.pairs.delete(pair);
    });
    if (this.mode === 'blackhole') from.pause();
  }
  private write(from: Socket, to: Socket, chunk: Buffer): void {
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => {
      if (this.mode === 'open') from.resume();
    });
  }
}
