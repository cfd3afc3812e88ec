import { Injectable } from '@nestjs/common';
import type { MediaFile } from '../state/stored-message.js';
import { ApiError, badRequest } from './api-error.js';
import { isBase64, isMediaUrl, mimetypeOf } from './domain/media-text.js';

export interface MediaRequest {
  mediatype: 'image' | 'document' | 'video' | 'audio';
  media?: string;
  mimetype?: string;
  caption?: string;
  fileName?: string;
}

/** A file of a multipart body, as multer leaves it. */
export interface UploadedBytes {
  buffer: Buffer;
  originalname: string;
  mimetype: string;
}

const defaultNames: Partial<Record<string, string>> = { image: 'image.jpg', video: 'video.mp4' };
const voiceType = 'audio/ogg; codecs=opus';

/** Where the bytes of a send come from: base64, a URL that is fetched, or a multipart file. */
@Injectable()
export class MediaSource {
  async ofMedia(request: MediaRequest, upload?: UploadedBytes): Promise<MediaFile> {
    const { mediatype, media = '' } = request;
    if (upload === undefined && mediatype === 'document' && isBase64(media) && request.fileName === undefined) {
      throw badRequest('For base64 the file name must be informed.');
    }
    const base64 = await this.read(media, upload);
    const fileName = request.fileName ?? upload?.originalname ?? defaultNames[mediatype] ?? nameInUrl(media);
    const mimetype = request.fileName === undefined ? (request.mimetype ?? upload?.mimetype) : undefined;
    return { base64, mimetype: mimetype ?? mimetypeOf(fileName), fileName };
  }

  /** Evolution converts to Ogg/Opus; here the bytes stay and only say so. */
  async ofVoice(audio = '', upload?: UploadedBytes): Promise<MediaFile> {
    return { base64: await this.read(audio, upload), mimetype: voiceType, seconds: 1 };
  }

  async ofSticker(sticker = ''): Promise<MediaFile> {
    return { base64: await this.read(sticker), mimetype: 'image/webp' };
  }

  private async read(media: string, upload?: UploadedBytes): Promise<string> {
    if (upload !== undefined) return upload.buffer.toString('base64');
    if (isBase64(media)) return media;
    if (!isMediaUrl(media)) throw badRequest('Owned media must be a url or base64');
    return this.fetch(media);
  }

  private async fetch(url: string): Promise<string> {
    const answer = await fetch(url).catch((error: unknown) => {
      const { cause } = error as { cause?: unknown };
      throw new ApiError(500, [String(cause ?? error)]);
    });
    if (!answer.ok) throw new ApiError(500, [`AxiosError: Request failed with status code ${answer.status}`]);
    return Buffer.from(await answer.arrayBuffer()).toString('base64');
  }
}

const nameInUrl = (url: string): string => (URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '');
