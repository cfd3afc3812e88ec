import { exchanges, FetchFile, queues } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { FetchFiles } from './fetch-files.js';

@Controller()
export class FilesConsumer {
  constructor(private readonly fetchFiles: FetchFiles) {}

  @Consume({
    queue: { name: queues.senderFiles, bindings: [{ exchange: exchanges.commands, key: FetchFile.type }] },
    body: FetchFile,
    concurrency: 4,
  })
  async onFetchFile(@Payload() delivery: Delivery<FetchFile>): Promise<void> {
    await this.fetchFiles.execute(delivery.body);
  }
}
