import { ConversationsForgotten, exchanges, queues } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ErasureWorker } from './erasure-worker.js';
import { senderHasForgotten } from './sender-has-forgotten.js';

@Controller()
export class ErasuresConsumer {
  constructor(
    private readonly database: Database,
    private readonly worker: ErasureWorker,
  ) {}

  @Consume({
    queue: {
      name: queues.ticketErasures,
      bindings: [{ exchange: exchanges.results, key: ConversationsForgotten.type }],
    },
    body: ConversationsForgotten,
  })
  async onForgotten(@Payload() { body }: Delivery<ConversationsForgotten>): Promise<void> {
    await senderHasForgotten(this.database, body);
    this.worker.wake();
  }
}
