import type { CustomTransportStrategy } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import type { BrokerLink } from './broker-link.js';

export interface AmqpServerOptions {
  /** What an error that a handler threw means: `infrastructure` pauses consumption, `transient` is tried again at once, `data` is the message's own fault. */
  classify?: (error: unknown) => 'infrastructure' | 'transient' | 'data';
  /** Resolves when the handlers' dependencies work again; asked while consumption is paused. */
  probe?: () => Promise<void>;
}

/** Nest's side of the broker: finds the decorated handlers, declares their queues, consumes. */
export class AmqpServer extends Server implements CustomTransportStrategy {
  constructor(
    private readonly link: BrokerLink,
    private readonly settings: AmqpServerOptions = {},
  ) {
    super();
  }

  listen(_callback: (error?: unknown) => void): void {
    throw new Error(`not implemented on ${this.link.options.connectionName} ${String(this.settings)}`);
  }

  /** Stops taking messages, waits for those in hand, commits and acknowledges them, then closes its channels. */
  async drain(): Promise<void> {
    throw new Error('not implemented');
  }

  async close(): Promise<void> {
    throw new Error('not implemented');
  }

  on(): never {
    throw new Error('not supported: observe the BrokerLink');
  }

  unwrap<T>(): T {
    return this.link as T;
  }
}
