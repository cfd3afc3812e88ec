import { createHash } from 'node:crypto';
import type { FetchFile } from '@bkcrm/contracts';
import { exchanges, FileFetched } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { describeExchange } from '../evolution-api/domain/exchange.js';
import { EvolutionApi } from '../evolution-api/evolution-api.js';
import { classifyFile } from './domain/classify-file.js';

/** Brings the file of a message from Evolution into the media store, under the hash of its bytes. */
@Injectable()
export class FetchMessageFile {
  constructor(
    private readonly database: Database,
    private readonly api: EvolutionApi,
    private readonly media: MediaStore,
    private readonly relay: OutboxRelay,
  ) {}

  /** @param attempt tries before this one. @throws when it should be tried again later */
  async execute(order: FetchFile, attempt: number): Promise<void> {
    const { attachmentId, numberId, message } = order;
    const [number] = await this.database.query<{ instanceName: string }>(
      'SELECT instance_name AS "instanceName" FROM number WHERE id = $1',
      [numberId],
    );
    if (number === undefined) throw new Error(`number ${numberId} is not adopted`);
    const exchange = await this.api.fetchFile(number.instanceName, message);
    const outcome = classifyFile(exchange, attempt);
    switch (outcome.kind) {
      case 'retry':
        throw new Error(`the file of attachment ${attachmentId} cannot be fetched now: ${describeExchange(exchange)}`);
      case 'gone':
        return this.tell({ attachmentId, state: 'failed' });
      case 'found': {
        const hash = createHash('sha256').update(outcome.content).digest('hex');
        const object = `media/${hash.slice(0, 2)}/${hash}`;
        const size = await this.media.put(object, outcome.content);
        return this.tell({ attachmentId, state: 'stored', object, size, mimeType: outcome.mimeType });
      }
    }
  }

  private async tell(body: FileFetched): Promise<void> {
    const { type } = FileFetched;
    await this.database.transaction((tx) =>
      writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body }]),
    );
    this.relay.wake();
  }
}
