import type { MediaFile } from '../state/stored-message.js';
import { sampleVoice } from './sample-voice.js';
import { png } from '../whatsapp/domain/png.js';

const sticker = 'UklGRjoAAABXRUJQVlA4IC4AAADwAQCdASoQABAAAUAmJaACdLoB+AAETAAA/vS+7/5SrwWN3M//PzO7cX85gAAA';
const pdf =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>';

const encode = (content: string | Buffer): string => Buffer.from(content as string).toString('base64');

/** A small file of each kind, for whoever does not bring one. */
export function sampleFile(kind: string): MediaFile {
  switch (kind) {
    case 'voice':
    case 'audio':
      return { base64: sampleVoice, mimetype: 'audio/ogg; codecs=opus', seconds: 1 };
    case 'sticker':
      return { base64: sticker, mimetype: 'image/webp' };
    case 'document':
      return { base64: encode(pdf), mimetype: 'application/pdf', fileName: 'documento.pdf' };
    case 'video':
      return { base64: encode('a video that no player opens'), mimetype: 'video/mp4' };
    default:
      return { base64: encode(sunset()), mimetype: 'image/png' };
  }
}

function sunset(): Buffer {
  return png(320, 240, (x, y) => {
    const sun = (x - 160) ** 2 + (y - 130) ** 2 < 2_500;
    if (sun && y < 160) return [255, 214, 102];
    return y < 160 ? [240 - y / 2, 110 + y / 2, 130] : [30, 70 + (y - 160) / 2, 110];
  });
}
