import { exchanges, FileFetched, queues } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { StoreFetchedFile } from './store-fetched-file.js';

@Controller()
export class FilesConsumer {
  constructor(private readonly storeFetchedFile: StoreFetchedFile) {}

  @Consume({
    queue: { name: queues.ticketFiles, bindings: [{ exchange: exchanges.results, key: FileFetched.type }] },
    body: FileFetched,
  })
  async onFileFetched(@Payload() delivery: Delivery<FileFetched>): Promise<void> {
    await this.storeFetchedFile.execute(delivery.body);
  }
}
