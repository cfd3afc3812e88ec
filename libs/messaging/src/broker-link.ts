import type { LinkState } from './messages.js';
import type { ExchangeDefinition } from './queue-definition.js';

export interface BrokerOptions {
  url: string;
  /** Shown in RabbitMQ's list of connections, with ` publish` or ` consume` after it. */
  connectionName: string;
  exchanges: readonly ExchangeDefinition[];
}

/** A process's two connections to the broker, one for publishing and one for consuming: a blocked publisher never stops acknowledgements. */
export class BrokerLink {
  constructor(readonly options: BrokerOptions) {}

  get publishState(): LinkState {
    throw new Error('not implemented');
  }

  get consumeState(): LinkState {
    throw new Error('not implemented');
  }

  /** Starts connecting, and goes on until `close`; a broker that is down is waited for, with backoff. */
  start(): void {
    throw new Error('not implemented');
  }

  async close(): Promise<void> {
    throw new Error('not implemented');
  }
}
