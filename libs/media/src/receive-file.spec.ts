import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderMediaStore } from './folder-media-store.js';
import { receiveFile } from './receive-file.js';

const photo = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(100_000)]);
const pieces = (content: Buffer, size = 10_000): Buffer[] =>
  Array.from({ length: Math.ceil(content.length / size) }, (_, index) =>
    content.subarray(index * size, (index + 1) * size),
  );
async function* stream(parts: (Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield await Promise.resolve(part);
  }
}

describe('receiveFile', () => {
  let folder: string;
  let store: FolderMediaStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bkcrm-media-'));
    store = new FolderMediaStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const receive = (parts: (Buffer | Error)[], check: (mimeType: string, bytes: number) => void = () => {}) =>
    receiveFile(store, { content: stream(parts), declaredType: 'application/pdf', now: new Date(), check });
  const left = async (): Promise<string[]> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };

  it('names a file by its content and tells what its bytes show, whatever it is said to be', async () => {
    const received = await receive(pieces(photo));
    const hash = createHash('sha256').update(photo).digest('hex');
    expect(received).toEqual({
      object: `media/${hash.slice(0, 2)}/${hash}`,
      size: photo.length,
      mimeType: 'image/jpeg',
      extension: 'jpg',
    });
    expect(await store.read(received.object)).toEqual(photo);
    expect(await left()).toEqual([hash]);
  });

  it('ends when it is told to, by type or by size, and leaves nothing', async () => {
    const told: [string, number][] = [];
    await expect(
      receive(pieces(photo), (mimeType, bytes) => {
        told.push([mimeType, bytes]);
        if (bytes > 30_000) throw new Error('too large');
      }),
    ).rejects.toThrow('too large');
    expect(told).toEqual([10_000, 20_000, 30_000, 40_000].map((bytes) => ['image/jpeg', bytes]));
    expect(await left()).toEqual([]);
  });

  it('leaves nothing of a file that breaks off', async () => {
    await expect(receive([...pieces(photo).slice(0, 3), new Error('gone')])).rejects.toThrow('gone');
    expect(await left()).toEqual([]);
  });

  it('knows a small file when it is complete', async () => {
    expect(await receive([photo.subarray(0, 16), photo.subarray(16, 100)])).toMatchObject({
      mimeType: 'image/jpeg',
      size: 100,
    });
  });
});
