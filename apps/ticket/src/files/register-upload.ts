import type { AttachmentResource, RequestBody } from '@bkcrm/contracts';
import { RegisterUploadRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { refusals } from '../requests/refusals.js';
import { lockObject } from './lock-object.js';

/** Makes a file in the media store an agent's upload: theirs alone until they send it. */
@Injectable()
export class RegisterUpload {
  constructor(
    private readonly database: Database,
    private readonly media: MediaStore,
    private readonly clock: Clock,
  ) {}

  /** @throws RequestRefused `attachment.vanished` when the file was purged meanwhile, as an older upload of the same content */
  async execute(request: RequestBody<RegisterUploadRequest>): Promise<AttachmentResource> {
    const { id, object, mimeType, fileName, size } = request;
    await this.database.transaction(async (tx) => {
      const actor = await getActor(tx, request.actorId, 'messages.send');
      await lockObject(tx, object);
      const file = await this.media.open(object);
      file?.stream.destroy();
      if (file === undefined) throw refusals.uploadVanished();
      await tx.query(
        `INSERT INTO attachment (id, state, mime_type, file_name, size, object, uploader_id, uploaded_at)
         VALUES ($1, 'stored', $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
        [id, mimeType, fileName, size, object, actor.id, this.clock.now()],
      );
    });
    return { id, state: 'stored', mimeType, fileName, size, url: null, thumbnailUrl: null, failure: null };
  }
}
