import type { FileKind } from '@bkcrm/contracts';

/** What a stored or echoed message of ours says, as far as it helps to recognise it. */
export type SentContent =
  | { kind: 'text'; text: string }
  | { kind: FileKind; caption: string; sha256?: string }
  | { kind: 'location'; latitude: number; longitude: number }
  /** Digits of the phones on each card. */
  | { kind: 'contacts'; phones: string[] };

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const files: Record<string, FileKind> = {
  imageMessage: 'image',
  videoMessage: 'video',
  audioMessage: 'audio',
  documentMessage: 'document',
  stickerMessage: 'sticker',
};

/** Reads the `message` of a message. Undefined for kinds that are never sent from here. */
export function readSentContent(message: unknown): SentContent | undefined {
  const body = fields(message);
  const wording = text(body['conversation']) || text(fields(body['extendedTextMessage'])['text']);
  if (wording !== '') return { kind: 'text', text: wording };
  const captioned = fields(fields(body['documentWithCaptionMessage'])['message']);
  for (const [name, kind] of Object.entries(files)) {
    const file = body[name] ?? captioned[name];
    if (isFields(file)) return readFileContent(kind, file);
  }
  if (isFields(body['locationMessage'])) return readLocation(body['locationMessage']);
  return readCards(body);
}

function readFileContent(kind: FileKind, file: Fields): SentContent {
  const sha256 = readHash(file['fileSha256']);
  return {
    kind: kind === 'audio' && file['ptt'] === true ? 'voice' : kind,
    caption: text(file['caption']),
    ...(sha256 !== undefined && { sha256 }),
  };
}

function readLocation(location: Fields): SentContent | undefined {
  const [latitude, longitude] = [Number(location['degreesLatitude']), Number(location['degreesLongitude'])];
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined;
  return { kind: 'location', latitude, longitude };
}

function readCards(body: Fields): SentContent | undefined {
  const several = fields(body['contactsArrayMessage'])['contacts'];
  const cards = (Array.isArray(several) ? several : [body['contactMessage']]).filter(isFields);
  if (cards.length === 0) return undefined;
  const phones = cards.flatMap((card) =>
    [...text(card['vcard']).matchAll(/TEL[^:]*:([^\r\n]*)/g)].map(([, phone = '']) => phone.replaceAll(/\D/g, '')),
  );
  return { kind: 'contacts', phones };
}

/** Bytes as an object with numeric keys, or as base64. In hex. */
function readHash(value: unknown): string | undefined {
  const bytes = isFields(value)
    ? Buffer.from(Object.values(value).map(Number))
    : typeof value === 'string'
      ? Buffer.from(value, 'base64')
      : Buffer.alloc(0);
  return bytes.length === 32 ? bytes.toString('hex') : undefined;
}
