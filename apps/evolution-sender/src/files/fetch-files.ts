import { exchanges, FetchFile, FileFetched } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionServers } from '../servers/evolution-servers.js';

/**
 * Fetches a message's file from Evolution into the media store. It is stored under the attachment's id, so that a repeated order
 * only writes the same file again.
 */
@Injectable()
export class FetchFiles {
  private readonly logger = new Logger(FetchFiles.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly media: MediaStore,
    private readonly relay: OutboxRelay,
  ) {}

  /** @throws EvolutionUnreachable; the order then comes again later */
  async execute(order: FetchFile): Promise<void> {
    const [number] = await this.database.query<{ server_id: string; instance_name: string }>(
      'SELECT server_id, instance_name FROM number WHERE id = $1',
      [order.numberId],
    );
    if (number === undefined) {
      await this.report({ attachmentId: order.attachmentId, state: 'failed' });
      return;
    }
    try {
      const api = await this.servers.api(number.server_id);
      const file = await api.fetchFile(number.instance_name, order.message);
      const object = `media/${order.attachmentId}`;
      const size = await this.media.put(object, file.content);
      await this.report({ attachmentId: order.attachmentId, state: 'stored', object, size, mimeType: file.mimeType });
    } catch (error) {
      if (!(error instanceof EvolutionRefused) || !isFinal(error)) throw error;
      this.logger.warn('Evolution does not have a file', { attachmentId: order.attachmentId, status: error.status });
      await this.report({ attachmentId: order.attachmentId, state: 'failed' });
    }
  }

  private async report(fetched: FileFetched): Promise<void> {
    const { type } = FileFetched;
    await this.database.transaction(async (tx) => {
      await writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body: fetched }]);
      tx.afterCommit(() => this.relay.wake());
    });
  }
}

/** Evolution answers 400 also for downloads that failed by accident; those texts name the error. */
function isFinal({ status, body }: EvolutionRefused): boolean {
  return status === 400 && /not found|not of the media type/i.test(JSON.stringify(body));
}
