import { exchanges, headers, webhookType } from '@bkcrm/contracts';
import { Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

/** The broker did not take it: it is to be handed over again later. */
export class NotTaken extends Error {
  constructor(outcome: string) {
    super(`what was found was not taken (${outcome})`);
    this.name = 'NotTaken';
  }
}

/** Hands to the inbound exchange what no webhook told us, as if one had come now, marked as found later. */
@Injectable()
export class HandOver {
  constructor(
    private readonly publisher: Publisher,
    private readonly clock: Clock,
  ) {}

  /**
   * In the class of what may come a little later: a long outage's messages must not stand before live ones.
   * @param data elements in the shape of the event's webhooks
   * @throws NotTaken
   */
  async execute(number: { id: string; instanceName: string }, event: string, data: unknown[]): Promise<void> {
    const outcome = await this.publisher.publish({
      exchange: exchanges.inbound,
      routingKey: `p1.${event}`,
      content: { event, instance: number.instanceName, data },
      messageId: uuid(),
      type: webhookType,
      headers: {
        [headers.event]: event,
        [headers.instance]: number.instanceName,
        [headers.numberId]: number.id,
        [headers.receivedAt]: this.clock.now().toISOString(),
        [headers.origin]: 'backfill',
      },
    });
    if (outcome !== 'confirmed') throw new NotTaken(outcome);
  }
}
