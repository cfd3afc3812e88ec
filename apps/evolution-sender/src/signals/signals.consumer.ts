import type { BrokerSignal, IngestRefusals } from '@bkcrm/contracts';
import { exchanges, ingestRefusals, queues, ShowPresence as PresenceToShow } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { MarkGap } from '../backfill/mark-gap.js';
import { ShowPresence } from '../chats/show-presence.js';

/** What is told to every replica and stored nowhere. */
@Controller()
export class SignalsConsumer {
  constructor(
    private readonly showPresence: ShowPresence,
    private readonly markGap: MarkGap,
  ) {}

  @Consume({
    queue: {
      name: queues.senderSignals,
      kind: 'replica',
      bindings: [{ exchange: exchanges.signals, key: '' }],
      maxLength: 1_000,
    },
  })
  async onSignal(@Payload() { body: { type, data } }: Delivery<BrokerSignal>): Promise<void> {
    if (type === PresenceToShow.type) this.onPresence(data);
    else if (type === ingestRefusals) await this.onRefusals(data as IngestRefusals);
  }

  /** The call takes as long as it is shown; the next signal does not wait for that. */
  private onPresence(data: unknown): void {
    const wish = plainToInstance(PresenceToShow, data);
    if (validateSync(wish).length === 0) void this.showPresence.execute(wish);
  }

  /** Ingest turned calls away, which Evolution does not repeat: what they told is in its store. */
  private async onRefusals({ numberIds, since }: IngestRefusals): Promise<void> {
    await this.markGap.execute(numberIds.map((numberId) => ({ numberId, since: new Date(since) })));
  }
}
