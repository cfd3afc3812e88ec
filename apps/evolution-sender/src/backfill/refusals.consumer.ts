import type { BrokerSignal, IngestRefusals } from '@bkcrm/contracts';
import { exchanges, ingestRefusals } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { MarkGap } from './mark-gap.js';

/** Ingest turned calls away, which Evolution does not repeat: what they told is in its store. */
@Controller()
export class RefusalsConsumer {
  constructor(private readonly markGap: MarkGap) {}

  @Consume({
    queue: {
      name: 'sender.signals',
      kind: 'replica',
      bindings: [{ exchange: exchanges.signals, key: '' }],
      maxLength: 1_000,
    },
  })
  async onSignal(@Payload() delivery: Delivery): Promise<void> {
    const { type, data } = delivery.body as BrokerSignal;
    if (type !== ingestRefusals) return;
    const { numberIds, since } = data as IngestRefusals;
    await this.markGap.execute(numberIds.map((numberId) => ({ numberId, since: new Date(since) })));
  }
}
