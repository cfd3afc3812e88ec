import { exchanges, headers, webhookType } from '@bkcrm/contracts';
import { MediaStore } from '@bkcrm/media';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import type { PublishOutcome } from '@bkcrm/messaging';
import { failpoint, within } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { IngestConfig } from '../app.config.js';
import { Journal } from '../journal/journal.js';
import { bodyReference, referencing } from './domain/inbound-message.js';
import type { InboundMessage } from './domain/inbound-message.js';
import { TellReceived } from './tell-received.js';

/** Milliseconds; a media store that does not answer has failed. */
const storeWithin = 10_000;

/** The broker's answer, or that the media store could not take the body. */
export type DeliveryOutcome = PublishOutcome | 'unstored';

export interface DeliveryResult {
  outcome: DeliveryOutcome;
  /** As it stands now: once its body lies in the media store, it is the message that refers to it. */
  message: InboundMessage;
}

/** Brings accepted webhooks to the ticket service, whether they come from the network or from the spool. */
@Injectable()
export class InboundPublisher {
  private readonly logger = new Logger(InboundPublisher.name);
  private confirmed = 0;

  constructor(
    private readonly config: IngestConfig,
    private readonly link: BrokerLink,
    private readonly publisher: Publisher,
    private readonly media: MediaStore,
    private readonly journal: Journal,
    private readonly tellReceived: TellReceived,
  ) {}

  /** Whether it is worth trying. */
  get isReady(): boolean {
    return this.link.publishState === 'up';
  }

  /** Messages confirmed since the start: as long as it grows, the broker works. */
  get confirmations(): number {
    return this.confirmed;
  }

  /** Never throws. */
  async deliver(received: InboundMessage): Promise<DeliveryResult> {
    const message = await this.store(received);
    if (message === undefined) return { outcome: 'unstored', message: received };
    if (!this.isReady) return { outcome: 'unknown', message };
    await failpoint('i5');
    const publishing = this.publisher.publish(
      { exchange: exchanges.inbound, type: webhookType, ...message },
      { deadline: this.config.INGEST_CONFIRM_MS },
    );
    await failpoint('i6');
    const outcome = await publishing;
    if (outcome === 'confirmed') {
      this.confirmed += 1;
      this.tellReceived.add(message);
      await this.journal.add(message);
    }
    return { outcome, message };
  }

  /** Puts a large body into the media store, under the same name however often it is tried. @returns undefined when that failed */
  private async store(message: InboundMessage): Promise<InboundMessage | undefined> {
    const isLarge = message.content.length > this.config.INGEST_LARGE_BODY_KB * 1024;
    if (!isLarge || message.headers[headers.bodyRef] !== undefined) return message;
    try {
      await within(storeWithin, this.media.put(bodyReference(message), message.content));
      return referencing(message);
    } catch (error) {
      this.logger.error('the media store did not take a large body', { messageId: message.messageId }, error);
      return undefined;
    }
  }
}
