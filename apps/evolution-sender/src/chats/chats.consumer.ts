import { exchanges, MarkMessagesRead, queues } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { MarkRead } from './mark-read.js';

/** What customers see of agents besides messages; typing comes as a signal. */
@Controller()
export class ChatsConsumer {
  constructor(private readonly markRead: MarkRead) {}

  @Consume({
    queue: { name: queues.senderReads, bindings: [{ exchange: exchanges.commands, key: MarkMessagesRead.type }] },
    body: MarkMessagesRead,
    concurrency: 4,
  })
  async onMarkRead(@Payload() { body, attempt }: Delivery<MarkMessagesRead>): Promise<void> {
    await this.markRead.execute(body, attempt);
  }
}
