import { isTracing } from '@bkcrm/tracing';
import { Logger } from '@nestjs/common';
import type { BrokerLink } from './broker-link.js';
import type { OutgoingMessage, PublishOutcome } from './messages.js';
import { broadcasts, published } from './metrics.js';
import { Broadcasting } from './publishing/broadcasting.js';
import { ConfirmedPublishing } from './publishing/confirmed-publishing.js';
import { encodeMessage } from './publishing/encode-message.js';
import { tracePublishing } from './publishing/trace-publishing.js';

/** Publishes on the process's publish connection. */
export class Publisher {
  private readonly logger = new Logger(Publisher.name);
  private readonly confirmed: ConfirmedPublishing;
  private readonly broadcasting: Broadcasting;

  constructor(private readonly link: BrokerLink) {
    this.confirmed = new ConfirmedPublishing(link.publishing);
    this.broadcasting = new Broadcasting(link.publishing);
  }

  /** Persistent, mandatory, confirmed. Never throws; `deadline` in milliseconds (1500). */
  async publish(message: OutgoingMessage, { deadline = 1_500 }: { deadline?: number } = {}): Promise<PublishOutcome> {
    const outcome = isTracing()
      ? await tracePublishing(message, (traced) => this.attempt(traced, deadline))
      : await this.attempt(message, deadline);
    published.inc({ outcome });
    return outcome;
  }

  /** Best effort: neither persistent nor mandatory, never waits, never throws; dropped when the link is not up. */
  broadcast(message: OutgoingMessage): void {
    try {
      this.broadcasting.send(encodeMessage(message, this.link.options.connectionName));
    } catch (error) {
      broadcasts.inc({ outcome: 'dropped' });
      this.report(message, error);
    }
  }

  private async attempt(message: OutgoingMessage, deadline: number): Promise<PublishOutcome> {
    try {
      return await this.confirmed.publish(encodeMessage(message, this.link.options.connectionName), deadline);
    } catch (error) {
      this.report(message, error);
      return 'unknown';
    }
  }

  private report({ exchange, type, messageId }: OutgoingMessage, error: unknown): void {
    this.logger.error('message could not be written to the channel', { exchange, type, messageId }, error);
  }
}
