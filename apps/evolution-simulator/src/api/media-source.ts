import { Injectable } from '@nestjs/common';
import { request } from 'undici';
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

export interface VoiceRequest {
  audio?: string;
  encoding?: boolean;
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
  async ofMedia(asked: MediaRequest, upload?: UploadedBytes): Promise<MediaFile> {
    const { mediatype, media = '' } = asked;
    if (upload === undefined && mediatype === 'document' && isBase64(media) && asked.fileName === undefined) {
      throw badRequest('For base64 the file name must be informed.');
    }
    const base64 = await this.read(media, upload);
    const fileName = asked.fileName ?? upload?.originalname ?? defaultNames[mediatype] ?? nameInUrl(media);
    const mimetype = asked.fileName === undefined ? (asked.mimetype ?? upload?.mimetype) : undefined;
    return { base64, mimetype: mimetype ?? mimetypeOf(fileName), fileName, measured: upload === undefined };
  }

  /** Evolution converts to Ogg/Opus; here the bytes stay and only say so. */
  async ofVoice({ audio = '', encoding = true }: VoiceRequest, upload?: UploadedBytes): Promise<MediaFile> {
    return { base64: await this.read(audio, upload), mimetype: voiceType, seconds: 1, measured: encoding };
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
    const answer = await request(url).catch((error: unknown) => {
      throw new ApiError(500, [String(error)]);
    });
    const content = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode >= 400) {
      throw new ApiError(500, [`AxiosError: Request failed with status code ${answer.statusCode}`]);
    }
    return content.toString('base64');
  }
}

const nameInUrl = (url: string): string => (URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '');
