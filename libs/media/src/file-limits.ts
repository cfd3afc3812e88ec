import { AsNumber } from '@bkcrm/config';
import { IsInt, Max, Min } from 'class-validator';
import type { FileLimits } from './domain/file-kind.js';

const megabyte = 1024 * 1024;

/** The part of an environment that says how large files may be that agents send. */
export class FileLimitSettings {
  /** Pictures and stickers, in MB. */
  @AsNumber() @IsInt() @Min(1) @Max(2048) ATTACHMENT_MAX_IMAGE_MB = 16;
  /** Videos, audio and voice notes. */
  @AsNumber() @IsInt() @Min(1) @Max(2048) ATTACHMENT_MAX_VIDEO_MB = 16;
  @AsNumber() @IsInt() @Min(1) @Max(2048) ATTACHMENT_MAX_AUDIO_MB = 16;
  @AsNumber() @IsInt() @Min(1) @Max(2048) ATTACHMENT_MAX_DOCUMENT_MB = 100;
}

export function fileLimits(settings: FileLimitSettings): FileLimits {
  const image = settings.ATTACHMENT_MAX_IMAGE_MB * megabyte;
  const audio = settings.ATTACHMENT_MAX_AUDIO_MB * megabyte;
  const video = settings.ATTACHMENT_MAX_VIDEO_MB * megabyte;
  const document = settings.ATTACHMENT_MAX_DOCUMENT_MB * megabyte;
  return { image, sticker: image, video, audio, voice: audio, document };
}
