import { FileFetched } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { wantNoFile } from '../erasing/pass-over-erased.js';
import { recordFileChange } from './record-file-change.js';

/** Takes over where the sender put a file, or why it gave it up. */
@Injectable()
export class StoreFetchedFile {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(fetched: FileFetched): Promise<void> {
    const { attachmentId, state, object, size, mimeType, reason } = fetched;
    await this.database.transaction(async (tx) => {
      const [changed] = await tx.query<{ messageId: string }>(
        `UPDATE attachment SET state = $2, object = $3, size = coalesce($4, size), mime_type = coalesce($5, mime_type), failure = $6
         WHERE id = $1 AND state <> 'stored' RETURNING message_id AS "messageId"`,
        [attachmentId, state, object ?? null, size ?? null, mimeType ?? null, JSON.stringify(reason ?? null)],
      );
      if (changed !== undefined) await recordFileChange(tx, new EventRecorder(tx, this.feed), changed.messageId);
      // Its message may have been erased while the file was on its way.
      else if (object !== undefined) await wantNoFile(tx, [object]);
    });
  }
}
