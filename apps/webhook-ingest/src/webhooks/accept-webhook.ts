import { classOf, saysNothing } from '@bkcrm/contracts';
import type { InboundClass } from '@bkcrm/contracts';
import { Clock, failpoint } from '@bkcrm/observability';
import { annotate, currentTraceparent } from '@bkcrm/tracing';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../authentication/domain/authenticate.js';
import { IngestMetrics } from '../metrics/ingest-metrics.js';
import { Spool, SpoolFull } from '../spool/spool.js';
import { readContactUpdate } from './domain/contact-update.js';
import type { ContactUpdate } from './domain/contact-update.js';
import { classOfMessage, inboundMessage } from './domain/inbound-message.js';
import type { InboundMessage } from './domain/inbound-message.js';
import { readEnvelope } from './domain/read-envelope.js';
import { SaidOfContacts } from './domain/said-of-contacts.js';
import { InboundPublisher } from './inbound-publisher.js';

/** Above this share of the spool, room is kept for what agents wait for. */
const reservedForUrgent = 0.8;

export interface Call {
  /** The event that the path names. */
  eventOfPath: string;
  body: Buffer;
  caller: Caller;
}

export interface AcceptedWebhook {
  /** Absent when there was nothing in it to keep, or nothing new. */
  messageId?: string;
  event: string;
  instance: string | undefined;
}

/** Neither the broker nor the disk has it: Evolution must come again. */
export class CannotAccept extends Error {
  constructor(readonly reason: 'spool-full' | 'spool-failed') {
    super(`the webhook is safe nowhere: ${reason}`);
    this.name = 'CannotAccept';
  }
}

/** Takes responsibility for a webhook: when this resolves it is on a queue or fsynced in the spool, unless there is nothing in it, or nothing new. */
@Injectable()
export class AcceptWebhook {
  private readonly logger = new Logger(AcceptWebhook.name);
  /** Where webhooks have gone last: a change is worth a line in the log, each webhook is not. */
  private lately: 'broker' | 'spool' | 'nowhere' = 'broker';
  private readonly saidOfContacts = new SaidOfContacts();

  constructor(
    private readonly publisher: InboundPublisher,
    private readonly spool: Spool,
    private readonly metrics: IngestMetrics,
    private readonly clock: Clock,
  ) {}

  /** @throws CannotAccept */
  async execute({ eventOfPath, body, caller }: Call): Promise<AcceptedWebhook> {
    const stopTimer = this.metrics.acceptSeconds.startTimer();
    const { event, instance, content } = readEnvelope(body, eventOfPath);
    const receivedAt = this.clock.now();
    const update = this.readUpdate(event, content, caller, instance);
    if (saysNothing(event) || (update !== undefined && this.saidOfContacts.isRepeated(update, Number(receivedAt)))) {
      this.metrics.accepted.inc({ class: classOf(event), way: 'let-go' });
      return { event, instance };
    }
    const tellQueued = update && this.saidOfContacts.add(update, Number(receivedAt));
    await failpoint('i4');
    const message = inboundMessage({
      messageId: uuidv7(),
      event,
      instance,
      numberId: caller.kind === 'trusted' ? caller.numberId : undefined,
      unauthenticated: caller.kind !== 'trusted',
      receivedAt,
      traceparent: currentTraceparent(),
      content,
    });
    let way: 'broker' | 'spool' | undefined;
    try {
      way = await this.makeSafe(message);
    } finally {
      // What waits in the spool goes behind what comes after it.
      tellQueued?.(way === 'broker');
    }
    this.metrics.accepted.inc({ class: classOfMessage(message), way });
    annotate({ 'messaging.message.id': message.messageId, 'bkcrm.class': classOfMessage(message), 'bkcrm.way': way });
    stopTimer();
    return { messageId: message.messageId, event, instance };
  }

  /** What the webhook says of one contact of a number; undefined unless that is all. */
  private readUpdate(
    event: string,
    content: Buffer,
    caller: Caller,
    instance: string | undefined,
  ): ContactUpdate | undefined {
    if (caller.kind !== 'trusted' || !event.startsWith('contacts.')) return undefined;
    const book = `${caller.numberId ?? ''} ${instance ?? ''}`;
    // Others (of the whole address book, or of somebody new) mean something else by what they leave out.
    const update = event === 'contacts.update' ? readContactUpdate(content, book) : undefined;
    if (update === undefined) this.saidOfContacts.forget(book);
    return update;
  }

  private async makeSafe(received: InboundMessage): Promise<'broker' | 'spool'> {
    const { outcome, message } = await this.publisher.deliver(received);
    if (outcome === 'confirmed') {
      await failpoint('i7');
      if (this.isNews('broker')) this.logger.log('webhooks go to the broker again');
      return 'broker';
    }
    await this.keep(message);
    if (this.isNews('spool')) this.logger.warn('webhooks go to the spool', { outcome });
    await failpoint('i9');
    return 'spool';
  }

  private async keep(message: InboundMessage): Promise<void> {
    try {
      if (!this.hasRoomFor(classOfMessage(message))) throw new SpoolFull();
      await this.spool.append(message);
    } catch (error) {
      const reason = error instanceof SpoolFull ? 'spool-full' : 'spool-failed';
      this.metrics.refused.inc({ reason });
      if (this.isNews('nowhere')) {
        this.logger.error('webhooks cannot be kept; Evolution is asked to send them again', { reason }, error);
      }
      throw new CannotAccept(reason);
    }
  }

  private isNews(place: 'broker' | 'spool' | 'nowhere'): boolean {
    const isNews = this.lately !== place;
    this.lately = place;
    return isNews;
  }

  private hasRoomFor(inboundClass: InboundClass): boolean {
    return inboundClass === 'p0' || this.spool.fillLevel < reservedForUrgent;
  }
}
