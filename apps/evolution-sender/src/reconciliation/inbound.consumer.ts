import { exchanges, headers, queues } from '@bkcrm/contracts';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { field } from '../evolution-api/domain/exchange.js';
import { NumberCare } from '../numbers/number-care.js';
import { StoreEchoes } from './store-echoes.js';

const echoKey = 'p0.send.message';
/** Something happened to the connection: worth asking, never believed. */
const hintKeys = ['p0.connection.update', 'p0.status.instance', 'p0.logout.instance', 'p0.remove.instance'];

@Controller()
export class InboundConsumer {
  constructor(
    private readonly storeEchoes: StoreEchoes,
    private readonly care: NumberCare,
  ) {}

  @ConsumeBatch({
    queue: {
      name: queues.senderInbound,
      bindings: [echoKey, ...hintKeys].map((key) => ({ exchange: exchanges.inbound, key })),
    },
    size: 200,
    milliseconds: 5,
  })
  async onInbound(@Payload() batch: Delivery[]): Promise<void> {
    const hints = batch.filter((delivery) => delivery.routingKey !== echoKey);
    this.care.hint(hints.flatMap((delivery) => instanceOf(delivery) ?? []));
    await this.storeEchoes.execute(batch.filter((delivery) => delivery.routingKey === echoKey));
  }
}

function instanceOf(delivery: Delivery): string | undefined {
  const name = field(delivery.body, 'instance') ?? delivery.headers[headers.instance];
  return typeof name === 'string' ? name : undefined;
}
