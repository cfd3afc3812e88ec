import type { MediaContent, MessageKind } from '@bkcrm/contracts';
import type { JsonRecord } from '../evolution-values.js';
import { countField, field, flagField, readBytes, textField } from '../evolution-values.js';
import { cleanLine } from '../json-text.js';
import type { ReadableContent } from './readable-content.js';
import { httpUrl } from './safe-url.js';
import { compact } from './compact.js';

/** Longest preview, in characters of base64. */
const longestThumbnail = 16_384;

const kindByType = new Map<string, MessageKind>([
  ['imageMessage', 'image'],
  ['videoMessage', 'video'],
  ['ptvMessage', 'video'],
  ['audioMessage', 'audio'],
  ['documentMessage', 'document'],
  ['stickerMessage', 'sticker'],
]);

export function isMediaType(type: string): boolean {
  return kindByType.has(type);
}

/** Reads images, videos, audio, documents and stickers. `holder` is the object around the body: Evolution adds `mediaUrl` there. */
export function readMedia(type: string, body: JsonRecord, holder: JsonRecord): ReadableContent | null {
  const kind = kindByType.get(type);
  if (!kind) return null;
  const voice = kind === 'audio' && (flagField(body, 'ptt') || flagField(body, 'voice'));
  const media: MediaContent = compact({
    mimeType: readMimeType(body),
    size: countField(body, 'fileLength'),
    fileName: fileNameOf(body, kind),
    width: countField(body, 'width'),
    height: countField(body, 'height'),
    seconds: countField(body, 'seconds'),
    pages: countField(body, 'pageCount'),
    thumbnail: readThumbnail(body),
    waveform: voice ? readWaveform(field(body, 'waveform')) : undefined,
    animated: flagField(body, 'isAnimated') || flagField(body, 'isLottie') || undefined,
    mediaUrl: httpUrl(field(holder, 'mediaUrl')) ?? httpUrl(field(body, 'mediaUrl')),
    viewOnce: flagField(body, 'viewOnce') || undefined,
    gif: flagField(body, 'gifPlayback') || undefined,
    round: type === 'ptvMessage' || undefined,
  });
  return { kind: voice ? 'voice' : kind, text: textField(body, 'caption') ?? null, content: { media } };
}

/** WhatsApp's small preview picture as base64; undefined when there is none or it is too large to be one. */
export function readThumbnail(body: JsonRecord | null, names = ['jpegThumbnail', 'thumbnail']): string | undefined {
  for (const name of names) {
    const bytes = readBytes(field(body, name), (longestThumbnail * 3) / 4);
    if (bytes && bytes.length > 0) return Buffer.from(bytes).toString('base64');
  }
  return undefined;
}

function readMimeType(body: JsonRecord): string | undefined {
  const value = textField(body, 'mimetype', 255) ?? textField(body, 'mime_type', 255);
  const mimeType = value?.trim().toLowerCase();
  return mimeType && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[ -~]*)?$/.test(mimeType) ? mimeType : undefined;
}

function fileNameOf(body: JsonRecord, kind: MessageKind): string | undefined {
  if (kind !== 'document') return undefined;
  const name = field(body, 'fileName') ?? field(body, 'filename') ?? field(body, 'title');
  // A name, never a path.
  return cleanLine(name)?.replaceAll(/[\\/]/g, '_');
}

function readWaveform(value: unknown): number[] | undefined {
  const bytes = readBytes(value, 1_024);
  if (!bytes || bytes.length === 0) return undefined;
  return [...bytes.subarray(0, 64)].map((level) => Math.min(level, 100));
}
