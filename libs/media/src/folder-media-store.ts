import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { MediaStore } from './media-store.js';

/** Files in a folder that every service of the deployment mounts. */
export class FolderMediaStore extends MediaStore {
  constructor(private readonly folder: string) {
    super();
  }

  /** Written beside its place, fsynced, then renamed: a name never shows half a file. */
  async put(name: string, content: Buffer | Readable): Promise<number> {
    const path = this.path(name);
    await mkdir(dirname(path), { recursive: true });
    const unfinished = `${path}.${randomBytes(6).toString('hex')}.part`;
    try {
      const file = await open(unfinished, 'wx');
      let size: number;
      try {
        size = await write(file, content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      await syncFolder(dirname(path));
      return size;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  async open(name: string): Promise<{ stream: Readable; size: number } | undefined> {
    try {
      const file = await open(this.path(name), 'r');
      const { size } = await file.stat();
      return { stream: createReadStream('', { fd: file, autoClose: true }), size };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async writtenAt(name: string): Promise<Date | undefined> {
    try {
      return (await stat(this.path(name))).mtime;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async read(name: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path(name));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async delete(name: string): Promise<void> {
    await rm(this.path(name), { force: true, recursive: true });
  }

  async list(folder: string): Promise<string[]> {
    try {
      return await readdir(this.path(folder));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async removeUnfinished(folder: string): Promise<void> {
    for (const name of await this.list(folder)) if (name.endsWith('.part')) await this.delete(`${folder}/${name}`);
  }

  private path(name: string): string {
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name)) throw new Error('not a name in the media store');
    return join(this.folder, name);
  }
}

async function write(file: FileHandle, content: Buffer | Readable): Promise<number> {
  if (Buffer.isBuffer(content)) {
    await file.writeFile(content);
    return content.length;
  }
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    await file.writeFile(chunk);
    size += chunk.length;
  }
  return size;
}

/** The rename itself must be on disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
