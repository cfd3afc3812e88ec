import { Readable } from 'node:stream';
import type { AttachmentResource, FileKind } from '@bkcrm/contracts';
import { checkFile, defaultKind, fileLimits, mayBeSentAs, MediaStore, receiveFile } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { GatewayConfig } from '../app.config.js';
import { problems } from '../http/problem.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { fileNameOf } from './domain/file-name.js';

export interface Upload {
  content: Readable;
  /** Bytes, when the client said so. */
  length: number | undefined;
  fileName: string | undefined;
  declaredType: string | null;
  kind: FileKind | undefined;
}

/** Takes a file of an agent into the media store and makes it theirs. Type and size are checked before the rest is read. */
@Injectable()
export class ReceiveUpload {
  constructor(
    private readonly media: MediaStore,
    private readonly requests: TicketRequests,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {}

  /** @throws Problem `attachment.too-large`, `attachment.type-refused`, `attachment.empty` */
  async execute(agentId: string, upload: Upload): Promise<AttachmentResource> {
    const limits = fileLimits(this.config);
    const { content, declaredType, length, kind: wanted } = upload;
    const check = (mimeType: string, bytes: number): void => {
      if (bytes === 0) throw problems.fileEmpty();
      const kind = wanted ?? defaultKind(mimeType);
      if (!mayBeSentAs(kind, mimeType)) throw problems.fileTypeRefused(kind, mimeType);
      // Without a wish, whatever is too large for its kind can still be sent as a document.
      const judged = wanted ?? 'document';
      const limit = checkFile(judged, Math.max(bytes, length ?? 0), limits);
      if (limit !== undefined) throw problems.fileTooLarge(judged, limit);
    };
    const { object, size, mimeType, extension } = await receiveFile(this.media, {
      content,
      declaredType,
      now: this.clock.now(),
      check,
    });
    const fileName = fileNameOf(upload.fileName, extension);
    return this.requests.registerUpload(agentId, { id: uuid(), object, mimeType, fileName, size });
  }
}
