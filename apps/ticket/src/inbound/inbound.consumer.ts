import { exchanges, headers, queues, webhookType } from '@bkcrm/contracts';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { PresenceSignals } from '../presence/presence-signals.js';
import { StoreInbound } from './store/store-inbound.js';

const inbound = (name: string, key: string, maxLength?: number) => ({
  name,
  bindings: [{ exchange: exchanges.inbound, key }],
  ...(maxLength === undefined ? {} : { maxLength }),
});

const types = [webhookType];

const backgroundSize = 50;

/** Of a batch of background: each 4 kB as much as an event that says something of one contact. A body outside the broker is a large one. */
const backgroundWeight = ({ raw, headers: { [headers.bodyRef]: outside } }: Delivery): number =>
  outside === undefined ? Math.ceil(raw.length / 4_096) : backgroundSize;

/** Webhooks, by class: each class has its queue, so that a history page or a flood of presence never delays a message. */
@Controller()
export class InboundConsumer {
  constructor(
    private readonly storeInbound: StoreInbound,
    private readonly presence: PresenceSignals,
  ) {}

  @ConsumeBatch({ types, queue: inbound(queues.ticketInboundP0, 'p0.#'), size: 200, milliseconds: 2, rest: 2 })
  async onMessages(@Payload() batch: Delivery[]): Promise<BatchOutcome> {
    return this.storeInbound.execute(batch);
  }

  /** Many small ones at a time, for nobody waits for them; a page of hundreds of messages is nearly a batch by itself. */
  @ConsumeBatch({
    types,
    queue: inbound(queues.ticketInboundP1, 'p1.#'),
    size: backgroundSize,
    milliseconds: 50,
    apart: 200,
    weigh: backgroundWeight,
  })
  async onBackground(@Payload() batch: Delivery[]): Promise<BatchOutcome> {
    return this.storeInbound.execute(batch);
  }

  @ConsumeBatch({ types, queue: inbound(queues.ticketInboundP2, 'p2.#', 10_000), size: 100, milliseconds: 50 })
  async onPresence(@Payload() batch: Delivery[]): Promise<void> {
    await this.presence.execute(batch);
  }
}
