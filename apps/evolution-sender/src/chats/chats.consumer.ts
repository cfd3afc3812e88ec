import type { BrokerSignal } from '@bkcrm/contracts';
import { exchanges, MarkMessagesRead, queues, ShowPresence as PresenceToShow } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { MarkRead } from './mark-read.js';
import { ShowPresence } from './show-presence.js';

/** What customers see of agents besides messages. */
@Controller()
export class ChatsConsumer {
  constructor(
    private readonly markRead: MarkRead,
    private readonly showPresence: ShowPresence,
  ) {}

  @Consume({
    queue: { name: queues.senderReads, bindings: [{ exchange: exchanges.commands, key: MarkMessagesRead.type }] },
    body: MarkMessagesRead,
    concurrency: 4,
  })
  async onMarkRead(@Payload() { body, attempt }: Delivery<MarkMessagesRead>): Promise<void> {
    await this.markRead.execute(body, attempt);
  }

  @Consume({
    queue: {
      name: queues.senderSignals,
      kind: 'replica',
      bindings: [{ exchange: exchanges.signals, key: '' }],
      maxLength: 1_000,
    },
  })
  async onSignal(@Payload() { body: { type, data } }: Delivery<BrokerSignal>): Promise<void> {
    if (type !== PresenceToShow.type) return;
    const wish = plainToInstance(PresenceToShow, data);
    // The call takes as long as it is shown; the next signal does not wait for that.
    if (validateSync(wish).length === 0) void this.showPresence.execute(wish);
  }
}
