import type { BrokerLink } from './broker-link.js';
import type { OutgoingMessage, PublishOutcome } from './messages.js';

/** Publishes on the process's publish connection. */
export class Publisher {
  constructor(private readonly link: BrokerLink) {}

  /** Persistent, mandatory, confirmed. Never throws; `deadline` in milliseconds (1500). */
  publish(_message: OutgoingMessage, _options?: { deadline?: number }): Promise<PublishOutcome> {
    throw new Error(`not implemented on ${this.link.options.connectionName}`);
  }

  /** Best effort: neither persistent nor mandatory, never waits, never throws; dropped when the link is not up. */
  broadcast(_message: OutgoingMessage): void {
    throw new Error('not implemented');
  }
}
