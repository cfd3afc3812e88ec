import { exchanges, FetchFile, queues } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { AcceptFileOrders } from './accept-file-orders.js';
import { FileFetches } from './file-fetches.js';

/** Orders are acknowledged once they are in our own table: a file may take days to come. */
@Controller()
export class FilesConsumer {
  constructor(
    private readonly acceptFileOrders: AcceptFileOrders,
    private readonly fileFetches: FileFetches,
  ) {}

  @Consume({
    queue: { name: queues.senderFiles, bindings: [{ exchange: exchanges.commands, key: FetchFile.type }] },
    body: FetchFile,
    concurrency: 4,
  })
  async onFetchFile(@Payload() delivery: Delivery<FetchFile>): Promise<void> {
    await this.acceptFileOrders.execute(delivery.body);
    void this.fileFetches.tick().catch(() => {});
  }
}
