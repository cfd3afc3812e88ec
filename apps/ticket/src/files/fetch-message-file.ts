import type { FetchFileRequest, MessageResource, RequestBody } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { OutboxRelay } from '@bkcrm/outbox';
import { findRemoteFile } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { orderFiles } from './order-files.js';
import { recordFileChange } from './record-file-change.js';

/** An agent wants a file that is not here: given up earlier, or of history. Asking twice orders it twice, which is harmless. */
@Injectable()
export class FetchMessageFile {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
  ) {}

  async execute(request: RequestBody<FetchFileRequest>): Promise<MessageResource> {
    return this.database.transaction(async (tx) => {
      const actor = await getActor(tx, request.actorId, 'tickets.read');
      const file = await findRemoteFile(tx, actor, request.attachmentId);
      if (file === undefined) throw refusals.fileNotFound();
      await tx.query(`UPDATE attachment SET state = 'fetching', failure = NULL WHERE id = $1 AND state <> 'stored'`, [
        request.attachmentId,
      ]);
      const { numberId, message, mediaUrl, mimeType } = file;
      await orderFiles(tx, [
        {
          attachmentId: request.attachmentId,
          numberId,
          message,
          ...(mediaUrl !== null && { mediaUrl }),
          ...(mimeType !== null && { mimeType }),
        },
      ]);
      tx.afterCommit(() => this.relay.wake());
      const changed = await recordFileChange(tx, new EventRecorder(tx, this.feed), file.messageId);
      if (changed === undefined) throw refusals.fileNotFound();
      return changed;
    });
  }
}
