import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderMediaStore } from './folder-media-store.js';

describe('FolderMediaStore', () => {
  let folder: string;
  let store: FolderMediaStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'media-'));
    store = new FolderMediaStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives back what was put, from a buffer and from a stream', async () => {
    expect(await store.put('inbound/a.json', Buffer.from('whole'))).toBe(5);
    expect(await store.put('media/b', Readable.from([Buffer.from('in '), Buffer.from('parts')]))).toBe(8);
    expect(String(await store.read('inbound/a.json'))).toBe('whole');
    const opened = await store.open('media/b');
    expect(opened?.size).toBe(8);
    expect(await text(opened?.stream ?? Readable.from([]))).toBe('in parts');
  });

  it('knows when a file was put last', async () => {
    await store.put('media/e', Buffer.from('x'));
    await utimes(join(folder, 'media', 'e'), new Date(0), new Date(0));
    expect(await store.writtenAt('media/e')).toEqual(new Date(0));
    await store.put('media/e', Buffer.from('x'));
    expect(Number(await store.writtenAt('media/e'))).toBeGreaterThan(0);
    expect(await store.writtenAt('media/f')).toBeUndefined();
  });

  it('leaves nothing behind when the source fails', async () => {
    const failing = new Readable({
      read() {
        this.push(Buffer.from('half'));
        this.destroy(new Error('cut'));
      },
    });
    await expect(store.put('media/c', failing)).rejects.toThrow('cut');
    expect(await readdir(join(folder, 'media'))).toEqual([]);
    expect(await store.read('media/c')).toBeUndefined();
  });

  it('knows nothing of what was deleted or never put', async () => {
    await store.put('d', Buffer.from('x'));
    await store.delete('d');
    await store.delete('d');
    expect(await store.open('d')).toBeUndefined();
  });

  it('lists and deletes folders', async () => {
    await store.put('inbound/2026-01-01/a', Buffer.from('x'));
    await store.put('inbound/2026-01-02/b', Buffer.from('x'));
    await store.delete('inbound/2026-01-01');
    expect(await store.list('inbound')).toEqual(['2026-01-02']);
    expect(await store.list('nothing')).toEqual([]);
  });

  it.each(['../x', 'a/../b', '/etc/passwd', '.hidden', 'a//b', ''])('refuses %j as a name', async (name) => {
    await expect(store.put(name, Buffer.from('x'))).rejects.toThrow('not a name');
  });
});
