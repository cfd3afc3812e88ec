import { connect } from 'node:net';
import type { Socket } from 'node:net';

type Done = (status: number | null) => void;

/**
 * Posts over a fixed set of connections that are kept open, one call at a time on each; further calls wait in order. Far cheaper
 * than an HTTP client, so that what is measured is not the load generator.
 */
export class HttpConnections {
  private readonly idle: Connection[] = [];
  private readonly queue: { request: string; done: Done }[] = [];
  private readonly head: string;

  constructor(url: string, headers: Record<string, string>, count: number) {
    const { hostname, port, pathname } = new URL(url);
    const lines = Object.entries({ host: `${hostname}:${port}`, 'content-type': 'application/json', ...headers });
    this.head = `POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
    const free = (connection: Connection): void => this.next(connection);
    for (let index = 0; index < count; index += 1) this.idle.push(new Connection(hostname, Number(port), free));
  }

  /** `done` gets the answer's status, or null when the connection broke. */
  post(body: string, done: Done): void {
    const request = `${this.head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const connection = this.idle.pop();
    if (connection === undefined) this.queue.push({ request, done });
    else connection.send(request, done);
  }

  close(): void {
    for (const connection of this.idle) connection.close();
  }

  private next(connection: Connection): void {
    const waiting = this.queue.shift();
    if (waiting === undefined) this.idle.push(connection);
    else connection.send(waiting.request, waiting.done);
  }
}

class Connection {
  private socket: Socket | undefined;
  private answer = '';
  private done: Done | undefined;

  constructor(
    private readonly host: string,
    private readonly port: number,
    private readonly free: (connection: Connection) => void,
  ) {}

  send(request: string, done: Done): void {
    this.done = done;
    this.socket ??= this.open();
    this.socket.write(request);
  }

  close(): void {
    this.socket?.destroy();
  }

  private open(): Socket {
    const socket = connect({ host: this.host, port: this.port, noDelay: true });
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.read(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.socket = undefined;
      this.settle(null);
    });
    return socket;
  }

  private read(chunk: string): void {
    this.answer += chunk;
    const end = this.answer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/^content-length: *(\d+)/im.exec(this.answer)?.[1] ?? 0);
    if (this.answer.length < end + 4 + length) return;
    this.settle(Number(this.answer.slice(9, 12)));
  }

  private settle(status: number | null): void {
    const { done } = this;
    this.done = undefined;
    this.answer = '';
    if (done === undefined) return;
    done(status);
    this.free(this);
  }
}
