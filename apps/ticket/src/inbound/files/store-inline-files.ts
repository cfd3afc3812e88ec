import { MediaStore, storeFile } from '@bkcrm/media';
import type { StoredFile } from '@bkcrm/media';
import { Injectable, Logger } from '@nestjs/common';
import { inlineBase64 } from '../domain/index.js';
import type { ReadDelivery } from '../read-delivery.js';

/**
 * Puts the files that came within webhooks into the media store. When the store fails the message is stored all the same, and
 * its file is fetched from Evolution later.
 */
@Injectable()
export class StoreInlineFiles {
  private readonly logger = new Logger(StoreInlineFiles.name);

  constructor(private readonly media: MediaStore) {}

  async execute(read: ReadDelivery): Promise<void> {
    if (!read.mayCarryFiles) return;
    for (const fact of read.facts(null)) {
      if (fact.type !== 'message' || fact.message.media?.inline !== true) continue;
      const { whatsappId, content } = fact.message;
      const base64 = inlineBase64(read.data, whatsappId);
      const file = base64 === null ? undefined : await this.put(base64, content.media?.mimeType ?? null);
      if (file !== undefined) read.files.set(whatsappId, file);
    }
  }

  private async put(base64: string, declaredType: string | null): Promise<StoredFile | undefined> {
    try {
      return await storeFile(this.media, Buffer.from(base64, 'base64'), declaredType);
    } catch (error) {
      this.logger.warn('a file could not be stored; its message is', error);
      return undefined;
    }
  }
}
