import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Hands TCP connections to several servers in turn, as a load balancer without sticky sessions does; one that refuses is skipped. */
export class TcpBalancer {
  private readonly open = new Set<Socket>();
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly ports: readonly number[],
    private readonly isReady: (port: number) => boolean,
  ) {
    server.on('connection', (client) => this.accept(client, ports.length));
  }

  /** @param isReady whether a server may get connections, as a health check says */
  static async to(ports: readonly number[], isReady: (port: number) => boolean = () => true): Promise<TcpBalancer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpBalancer(server, ports, isReady);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket, tries: number): void {
    const port = this.ports[(this.turn += 1) % this.ports.length];
    if (tries === 0 || port === undefined) {
      client.destroy();
      return;
    }
    if (!this.isReady(port)) {
      this.accept(client, tries - 1);
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    const refused = (): void => this.accept(client, tries - 1);
    upstream.once('error', refused);
    upstream.once('connect', () => {
      upstream.off('error', refused);
      this.join(client, upstream);
      this.join(upstream, client);
    });
  }

  private join(from: Socket, to: Socket): void {
    this.open.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.open.delete(from);
      to.destroy();
    });
  }
}
