import { MediaStore } from '@bkcrm/media';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { NoThumbnail, ThumbnailThread } from './thumbnail-thread.js';

/** Larger files are shown without a small picture. */
const largest = 32 * 1024 * 1024;

/**
 * Small pictures of stored files, made when somebody first looks and kept in the media store beside them. An empty one says that
 * none can be made.
 */
@Injectable()
export class Thumbnails implements OnApplicationShutdown {
  private readonly logger = new Logger(Thumbnails.name);
  private readonly making = new Map<string, Promise<Buffer | undefined>>();

  constructor(
    private readonly media: MediaStore,
    private readonly thread: ThumbnailThread,
  ) {}

  /** WebP; undefined when there can be none. @throws TooManyThumbnails */
  async get(object: string, mimeType: string): Promise<Buffer | undefined> {
    const name = object.replace(/^media\//, 'thumbnails/');
    const known = await this.media.read(name);
    if (known !== undefined) return known.length > 0 ? known : undefined;
    const making = this.making.get(name) ?? this.make(object, mimeType, name).finally(() => this.making.delete(name));
    this.making.set(name, making);
    return making;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.stop();
  }

  private async make(object: string, mimeType: string, name: string): Promise<Buffer | undefined> {
    const picture = await this.render(object, mimeType);
    await this.media.put(name, picture ?? Buffer.alloc(0));
    return picture;
  }

  private async render(object: string, mimeType: string): Promise<Buffer | undefined> {
    const file = await this.media.open(object);
    if (file === undefined) return undefined;
    file.stream.destroy();
    if (file.size > largest) return undefined;
    const content = await this.media.read(object);
    try {
      return content && Buffer.from(await this.thread.render(content, mimeType));
    } catch (error) {
      if (!(error instanceof NoThumbnail)) throw error;
      this.logger.warn('no thumbnail can be made of a file', { object, reason: error.message });
      return undefined;
    }
  }
}
