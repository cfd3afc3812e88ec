import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { connect } from 'amqplib';
import type { ChannelModel } from 'amqplib';
import { linkState } from '../metrics.js';
import type { LinkState } from '../messages.js';
import { backoff } from './backoff.js';

const heartbeatSeconds = 10;
const connectTimeout = 5_000;
const closeTimeout = 2_000;
const reconnect = { initial: 200, maximum: 5_000 };

export interface ConnectionOptions {
  /** One address, or those of a cluster's nodes separated by commas: each attempt takes the next. */
  url: string;
  /** Shown in RabbitMQ's list of connections. */
  name: string;
  /** Runs on each new connection before it counts as up; when it fails, the connection is given up and tried again. */
  setup: (connection: ChannelModel) => Promise<void>;
}

/** One connection that is opened again, for ever, until `close`. */
export class ConnectionSupervisor {
  private readonly logger = new Logger('Broker');
  private readonly listeners = new Set<(state: LinkState) => void>();
  private readonly urls: string[];
  private open: ChannelModel | undefined;
  private status: LinkState = 'down';
  private running = false;
  private attempt = 0;
  /** Which of the addresses is next. */
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ConnectionOptions) {
    this.urls = options.url.split(',').map((url) => withHeartbeat(url.trim()));
  }

  get state(): LinkState {
    return this.status;
  }

  /** The connection, while it is up (or blocked). */
  get current(): ChannelModel | undefined {
    return this.status === 'up' || this.status === 'blocked' ? this.open : undefined;
  }

  /** Called with each new state. @returns a function that ends it */
  onChange(listener: (state: LinkState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.change('connecting');
    void this.dial();
  }

  /** Declares once more what every new connection declares: somebody may have deleted it. */
  async setUpAgain(): Promise<void> {
    const connection = this.current;
    if (connection !== undefined) await this.options.setup(connection);
  }

  async close(): Promise<void> {
    this.running = false;
    clearTimeout(this.timer);
    const connection = this.open;
    this.open = undefined;
    this.change('down');
    if (connection === undefined) return;
    await Promise.race([connection.close().catch(() => {}), pause(closeTimeout, undefined, { ref: false })]);
    destroySocket(connection);
  }

  private async dial(): Promise<void> {
    try {
      const url = this.urls[this.turn % this.urls.length] ?? '';
      this.turn += 1;
      const connection = await connect(url, {
        noDelay: true,
        keepAlive: true,
        timeout: connectTimeout,
        clientProperties: { connection_name: this.options.name },
      });
      this.adopt(connection);
      if (!this.running) return await this.close();
      await this.options.setup(connection);
      if (this.open !== connection) return;
      this.attempt = 0;
      this.logger.log('connected', { connection: this.options.name });
      this.change('up');
    } catch (error) {
      this.logger.warn('cannot connect', { connection: this.options.name, reason: messageOf(error) });
      if (this.open !== undefined) destroySocket(this.open);
      this.lost(this.open);
    }
  }

  private adopt(connection: ChannelModel): void {
    this.open = connection;
    connection.on('error', (error) =>
      this.logger.warn('connection failed', { connection: this.options.name, reason: messageOf(error) }),
    );
    connection.on('close', () => {
      destroySocket(connection);
      if (this.open === connection) this.lost(connection);
    });
    connection.on('blocked', (reason) => {
      this.logger.warn('broker blocks publishers', { connection: this.options.name, reason });
      if (this.open === connection) this.change('blocked');
    });
    connection.on('unblocked', () => {
      if (this.open === connection) this.change('up');
    });
  }

  private lost(connection: ChannelModel | undefined): void {
    if (this.open !== connection || !this.running) return;
    this.open = undefined;
    this.change('down');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.dial(), backoff(this.attempt, reconnect));
    this.attempt += 1;
  }

  private change(state: LinkState): void {
    if (this.status === state) return;
    this.status = state;
    linkState.observe(this.options.name, state);
    for (const listener of this.listeners) {
      try {
        listener(state);
      } catch (error) {
        this.logger.error('a listener of the link failed', error);
      }
    }
  }
}

function withHeartbeat(url: string): string {
  if (!URL.canParse(url)) throw new Error('the address of the broker is not a URL');
  const parsed = new URL(url);
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', String(heartbeatSeconds));
  return parsed.href;
}

/** amqplib only ends its socket: behind a network that swallows everything it would stay for ever. */
function destroySocket(connection: ChannelModel): void {
  const { stream } = connection.connection as unknown as { stream?: { destroy: () => void } };
  stream?.destroy();
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
