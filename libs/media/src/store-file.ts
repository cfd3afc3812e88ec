import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { effectiveType } from './domain/effective-type.js';
import type { MediaStore } from './media-store.js';

export interface StoredFile {
  /** Name in the media store. */
  object: string;
  /** Bytes. */
  size: number;
  /** By its content; what was declared only where that says more. */
  mimeType: string;
}

/** Puts a file of a message into the media store, named by its content: the same file twice is one file. @throws what the store throws */
export async function storeFile(store: MediaStore, content: Buffer, declaredType: string | null): Promise<StoredFile> {
  const hash = createHash('sha256').update(content).digest('hex');
  const object = `media/${hash.slice(0, 2)}/${hash}`;
  const detected = await fileTypeFromBuffer(content);
  const size = await store.put(object, content);
  return { object, size, mimeType: effectiveType(detected?.mime, declaredType) };
}
