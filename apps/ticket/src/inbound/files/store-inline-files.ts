import { createHash } from 'node:crypto';
import { MediaStore } from '@bkcrm/media';
import { Injectable, Logger } from '@nestjs/common';
import { inlineBase64 } from '../domain/index.js';
import type { ReadDelivery } from '../read-delivery.js';
import type { StoredFile } from '../store/inbound-work.js';

/**
 * Puts the files that came within webhooks into the media store, named by their content: the same file twice is one file.
 * When the store fails the message is stored all the same, and its file can be fetched from Evolution later.
 */
@Injectable()
export class StoreInlineFiles {
  private readonly logger = new Logger(StoreInlineFiles.name);

  constructor(private readonly media: MediaStore) {}

  async execute(read: ReadDelivery): Promise<void> {
    for (const fact of read.facts(null)) {
      if (fact.type !== 'message' || fact.message.media?.inline !== true) continue;
      const { whatsappId } = fact.message;
      const base64 = inlineBase64(read.data, whatsappId);
      const file = base64 === null ? undefined : await this.put(Buffer.from(base64, 'base64'));
      if (file !== undefined) read.files.set(whatsappId, file);
    }
  }

  private async put(content: Buffer): Promise<StoredFile | undefined> {
    const hash = createHash('sha256').update(content).digest('hex');
    const object = `media/${hash.slice(0, 2)}/${hash}`;
    try {
      return { object, size: await this.media.put(object, content) };
    } catch (error) {
      this.logger.warn('a file could not be stored; its message is', error);
      return undefined;
    }
  }
}
