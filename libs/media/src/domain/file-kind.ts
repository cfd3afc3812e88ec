import type { FileKind } from '@bkcrm/contracts';

/** Bytes that a file may have at most, by how it is sent. */
export type FileLimits = Readonly<Record<FileKind, number>>;

const accepted: Record<FileKind, RegExp> = {
  image: /^image\/(jpeg|png|webp)$/,
  video: /^video\/(mp4|3gpp|quicktime)$/,
  audio: /^audio\/(?!midi)/,
  // Browsers record into containers that are known as video too.
  voice: /^audio\/|^video\/(webm|mp4|ogg)$|^application\/ogg$/,
  document: /./,
  sticker: /^image\/(webp|png|jpeg)$/,
};

const typeOf = (mimeType: string): string => mimeType.split(';')[0]?.trim().toLowerCase() ?? '';

/** Whether WhatsApp shows a file of this type as such. Anything can be a document. */
export const mayBeSentAs = (kind: FileKind, mimeType: string): boolean => accepted[kind].test(typeOf(mimeType));

/** How a file is sent when nobody says. */
export function defaultKind(mimeType: string): FileKind {
  return (['image', 'video', 'audio'] as const).find((kind) => mayBeSentAs(kind, mimeType)) ?? 'document';
}

/** The limit in bytes that a file is above; undefined when it is not. */
export function checkFile(kind: FileKind, size: number, limits: FileLimits): number | undefined {
  return size > limits[kind] ? limits[kind] : undefined;
}
