import { createHash, randomUUID } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { effectiveType } from './domain/effective-type.js';
import type { MediaStore } from './media-store.js';
import type { StoredFile } from './store-file.js';

/** What of a file shows its type. */
const headBytes = 4_100;

export interface FileToReceive {
  content: AsyncIterable<Buffer>;
  declaredType: string | null;
  /** Under whose folder the unfinished file lies; one that a crash leaves there can be removed some days later. */
  now: Date;
  /** Told the type as soon as it is known, and the bytes so far with every piece; whatever it throws ends the reception. */
  check: (mimeType: string, bytes: number) => void;
}

export type ReceivedFile = StoredFile & {
  /** The usual ending of a name for what the bytes show; undefined when they show nothing. */
  extension: string | undefined;
};

/**
 * Takes a file as it comes in into the media store, named by its content, without ever having more than a piece of it in memory.
 * @throws what `check` and the store throw; then nothing is left
 */
export async function receiveFile(store: MediaStore, file: FileToReceive): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  const seen: Seen = { mimeType: effectiveType(undefined, file.declaredType), extension: undefined };
  const unfinished = `uploads/${file.now.toISOString().slice(0, 10)}/${randomUUID()}`;
  try {
    const size = await store.put(unfinished, Readable.from(inspect(file, hash, seen), { objectMode: false }));
    const digest = hash.digest('hex');
    const object = `media/${digest.slice(0, 2)}/${digest}`;
    const stored = await store.open(unfinished);
    if (stored === undefined) throw new Error('an upload vanished from the media store');
    await store.put(object, stored.stream);
    return { object, size, ...seen };
  } finally {
    await store.delete(unfinished);
  }
}

interface Seen {
  mimeType: string;
  extension: string | undefined;
}

async function* inspect(
  { content, declaredType, check }: FileToReceive,
  hash: Hash,
  seen: Seen,
): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let bytes = 0;
  const look = async (start: Buffer): Promise<void> => {
    const detected = await fileTypeFromBuffer(start);
    seen.mimeType = effectiveType(detected?.mime, declaredType);
    seen.extension = detected?.ext;
    check(seen.mimeType, bytes);
    head = undefined;
  };
  for await (const piece of content) {
    bytes += piece.length;
    hash.update(piece);
    if (head === undefined) check(seen.mimeType, bytes);
    else {
      head = Buffer.concat([head, piece]);
      if (head.length >= headBytes) await look(head);
    }
    yield piece;
  }
  if (head !== undefined) await look(head);
}
