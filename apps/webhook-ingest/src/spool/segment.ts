import type { FileHandle } from 'node:fs/promises';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failpoint } from '@bkcrm/observability';

/** The file that is being appended to. */
export class OpenSegment {
  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private length = 0,
  ) {}

  /** A new file, whose name survives a crash as well. */
  static async create(path: string): Promise<OpenSegment> {
    const file = await open(path, 'wx');
    await syncFolder(dirname(path));
    return new OpenSegment(path, file);
  }

  get bytes(): number {
    return this.length;
  }

  /** Appends all of it with one fsync. @throws when it is not safe; then nothing of it stays, as far as the disk allows */
  async append(records: Buffer[]): Promise<void> {
    try {
      await this.file.appendFile(Buffer.concat(records));
      await failpoint('i8');
      await this.file.datasync();
    } catch (error) {
      await this.file.truncate(this.length).catch(() => {});
      throw error;
    }
    this.length += records.reduce((sum, { length }) => sum + length, 0);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** A file that nobody appends to any more, and how far it has been replayed. */
export class SealedSegment {
  private readonly done = new Set<number>();
  private isSaving = false;

  constructor(
    readonly path: string,
    readonly bytes: number,
    /** When its oldest message was received; undefined when it holds none that is known. */
    readonly oldestAt: Date | undefined,
    private cursor = 0,
  ) {}

  /** Without what a write that was given up may have added. */
  async read(): Promise<Buffer> {
    return (await readFile(this.path)).subarray(0, this.bytes);
  }

  isDone(offset: number): boolean {
    return offset < this.cursor || this.done.has(offset);
  }

  markDone(offset: number): void {
    this.done.add(offset);
  }

  /**
   * Remembers across a restart that everything before this offset is done.
   * Not fsynced: an older cursor only repeats what is harmless to repeat.
   */
  async saveCursor(offset: number): Promise<void> {
    if (this.isSaving) return;
    this.isSaving = true;
    try {
      await writeFile(`${this.path}.cursor.new`, String(offset));
      await rename(`${this.path}.cursor.new`, `${this.path}.cursor`);
      this.cursor = offset;
    } catch {
      // A full disk is no reason to stop emptying it.
    } finally {
      this.isSaving = false;
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(`${this.path}.cursor`, { force: true });
  }
}

/** Up to where a segment was done when an earlier process ended. */
export async function readCursor(path: string): Promise<number> {
  const text = await readFile(`${path}.cursor`, 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : 0;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
