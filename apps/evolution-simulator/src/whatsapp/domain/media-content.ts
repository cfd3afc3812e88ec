import { createHash, randomBytes } from 'node:crypto';
import type { MediaFile } from '../../state/stored-message.js';
import { imageSize } from './image-size.js';
import { bytes, int64 } from './values.js';

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

const thumbnail =
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC' +
  '8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAYACADASIAAhEBAxEB/8QAFQAB' +
  'AQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAX/xAAUEQEAAAAAAAAAAAAAAAAAAA' +
  'AA/9oADAMBAAIRAxEAPwCGAqp4AAAAAD//2Q==';

/** The fields of a media message: where WhatsApp keeps the encrypted file and what opens it. */
export function mediaContent(
  kind: MediaKind,
  file: MediaFile,
  { caption, voice = false, fromApi, now }: { caption?: string; voice?: boolean; fromApi: boolean; now: Date },
): Record<string, unknown> {
  const content = Buffer.from(file.base64, 'base64');
  const encrypted = createHash('sha256').update(content).update('encrypted').digest();
  const path = `/v/t62.7118-24/${encrypted.toString('base64url')}.enc?ccb=11-4&oh=01_simulated&oe=68F2A1B0&_nc_sid=5e03e0`;
  const common = {
    url: `https://mmg.whatsapp.net${path}&mms3=true`,
    mimetype: file.mimetype,
    fileSha256: bytes(createHash('sha256').update(content).digest()),
    fileLength: int64(content.length),
    mediaKey: bytes(randomBytes(32)),
    fileEncSha256: bytes(encrypted),
    directPath: path,
    mediaKeyTimestamp: int64(Math.floor(now.getTime() / 1_000), false),
  };
  const { measured = true } = file;
  const captioned = caption === undefined ? {} : { caption };
  switch (kind) {
    case 'image':
      return {
        interactiveAnnotations: [],
        scanLengths: [],
        annotations: [],
        ...common,
        ...captioned,
        ...(measured && { ...imageSize(content), jpegThumbnail: bytes(Buffer.from(thumbnail, 'base64')) }),
      };
    case 'video':
      return {
        interactiveAnnotations: [],
        annotations: [],
        processedVideos: [],
        ...common,
        ...captioned,
        gifPlayback: false,
      };
    case 'audio':
      return {
        ...common,
        seconds: file.seconds ?? 1,
        ptt: voice,
        ...(voice && measured && { waveform: bytes(waveform(content)) }),
      };
    case 'document':
      return { ...common, ...(!fromApi && { title: file.fileName }), fileName: file.fileName, ...captioned };
    default:
      return fromApi ? common : { ...common, ...stickerFields, stickerSentTs: int64(now.getTime(), false) };
  }
}

/** What phones add to a sticker. */
const stickerFields = {
  height: 64,
  width: 64,
  isAnimated: false,
  isAvatar: false,
  isAiSticker: false,
  isLottie: false,
};

/** 64 heights from 0 to 99: no sound is analysed, but the same file always draws the same wave. */
function waveform(content: Buffer): Uint8Array {
  const noise = createHash('sha512').update(content).digest();
  return noise.map((byte) => byte % 100);
}
