import { BadRequestException } from '@nestjs/common';
import type { MediaFile } from '../state/stored-message.js';
import type { Draft } from '../whatsapp/domain/draft.js';
import type { WriteRequest } from './requests.js';
import { sampleFile } from './samples.js';

/** What the control API is asked to have written. */
export function draftOf(request: WriteRequest): Draft {
  const { kind = 'text', text } = request;
  switch (kind) {
    case 'text':
      return { kind, text: text ?? '' };
    case 'location':
      return {
        kind,
        latitude: request.latitude ?? -23.561414,
        longitude: request.longitude ?? -46.655881,
        ...(request.name !== undefined && { name: request.name }),
        ...(request.address !== undefined && { address: request.address }),
      };
    case 'contact':
      return { kind: 'contacts', cards: [cardOf(request.name ?? 'Terezinha Nogueira')] };
    case 'reaction':
      if (request.messageId === undefined) throw new BadRequestException('a reaction needs messageId');
      return { kind, key: { id: request.messageId }, emoji: text ?? '👍' };
    default:
      return { kind, file: fileOf(request), ...(text !== undefined && { caption: text }) };
  }
}

function fileOf({ kind = 'image', base64, mimetype, fileName, seconds }: WriteRequest): MediaFile {
  const sample = sampleFile(kind);
  return {
    base64: base64 ?? sample.base64,
    mimetype: mimetype ?? sample.mimetype,
    ...((fileName ?? sample.fileName) !== undefined && { fileName: fileName ?? sample.fileName }),
    ...((seconds ?? sample.seconds) !== undefined && { seconds: seconds ?? sample.seconds }),
  };
}

const cardOf = (name: string): { displayName: string; vcard: string } => ({
  displayName: name,
  vcard: `BEGIN:VCARD\nVERSION:3.0\nN:;${name};;;\nFN:${name}\nitem1.TEL;waid=5511965430022:+55 11 96543-0022\nitem1.X-ABLabel:Celular\nEND:VCARD`,
});
