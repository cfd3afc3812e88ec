import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { headers } from '@bkcrm/contracts';
import { within } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import type { InboundMessage } from '../webhooks/domain/inbound-message.js';
import { decodeSegment, encodeRecord } from './domain/record-format.js';
import type { SpoolRecord } from './domain/record-format.js';
import { OpenSegment, readCursor, SealedSegment } from './segment.js';

export interface SpoolOptions {
  folder: string;
  maxBytes: number;
  /** A segment is closed once it is this long (16 MiB). */
  segmentBytes?: number;
  /** A disk that does not answer for so long has failed (10 s). */
  patienceMilliseconds?: number;
}

/** There is no room left for this message. */
export class SpoolFull extends Error {
  constructor() {
    super('the spool is full');
    this.name = 'SpoolFull';
  }
}

interface Waiting {
  record: Buffer;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Webhooks that the broker could not take, safe on this machine's disk until it can. The folder belongs to one process. */
export class Spool {
  private readonly logger = new Logger(Spool.name);
  private readonly sealed: SealedSegment[] = [];
  private current: OpenSegment | undefined;
  private waiting: Waiting[] = [];
  private writing: Promise<void> = Promise.resolve();
  private nextNumber = 1;
  private storedBytes = 0;
  private waitingBytes = 0;
  private recordCount = 0;
  private healthy = false;
  private isProbing = false;
  private currentOldestAt: Date | undefined;

  constructor(private readonly options: SpoolOptions) {}

  /** Messages not yet replayed. */
  get records(): number {
    return this.recordCount;
  }

  get bytes(): number {
    return this.storedBytes;
  }

  /** Whether there is anything to replay, or to set aside. */
  get hasWork(): boolean {
    return this.current !== undefined || this.sealed.length > 0;
  }

  /** When the oldest message in it was received, as far as is known. */
  get oldestAt(): Date | undefined {
    return this.sealed[0]?.oldestAt ?? this.currentOldestAt;
  }

  /** Whether the last write worked and there is room. */
  get isWritable(): boolean {
    return this.healthy && this.fillLevel < 1;
  }

  /** 0 to 1. */
  get fillLevel(): number {
    return (this.storedBytes + this.waitingBytes) / this.options.maxBytes;
  }

  /** Takes over what an earlier process left. */
  async open(): Promise<void> {
    await this.check();
    const names = await readdir(this.options.folder).catch(() => []);
    for (const name of names.filter((name) => name.endsWith('.segment')).sort()) {
      this.nextNumber = Math.max(this.nextNumber, Number.parseInt(name, 10) + 1);
      await this.adopt(join(this.options.folder, name)).catch((error: unknown) => {
        this.logger.error('a part of the spool cannot be read; it stays where it is', { segment: name }, error);
      });
    }
  }

  /**
   * Resolves once the message survives a crash; messages that wait together share one fsync.
   * @throws SpoolFull, TookTooLong, or the disk's error
   */
  append(message: InboundMessage): Promise<void> {
    const record = encodeRecord(message);
    if (this.storedBytes + this.waitingBytes + record.length > this.options.maxBytes) {
      return Promise.reject(new SpoolFull());
    }
    this.waitingBytes += record.length;
    this.currentOldestAt ??= receivedAt(message);
    return new Promise((resolve, reject) => {
      this.waiting.push({ record, resolve, reject });
      if (this.waiting.length === 1) this.writing = this.writing.then(() => this.writeWaiting());
    });
  }

  /** Closes the segment in use, so that it can be replayed. */
  seal(): Promise<void> {
    this.writing = this.writing.then(() => this.sealCurrent());
    return this.writing;
  }

  segments(): readonly SealedSegment[] {
    return [...this.sealed];
  }

  /** A message of the segment is safe elsewhere. */
  markDone(segment: SealedSegment, { offset }: SpoolRecord): void {
    segment.markDone(offset);
    this.recordCount -= 1;
  }

  /** Forgets a segment of which everything is done. */
  async remove(segment: SealedSegment): Promise<void> {
    await segment.remove();
    this.sealed.splice(this.sealed.indexOf(segment), 1);
    this.storedBytes -= segment.bytes;
  }

  /** Finds out whether the folder can be written to. Never throws. */
  async check(): Promise<void> {
    // One that hangs occupies a thread: it is not joined by more.
    if (this.isProbing) return;
    this.isProbing = true;
    const probing = this.probe().finally(() => (this.isProbing = false));
    this.healthy = await this.patiently(probing).then(
      () => true,
      () => false,
    );
  }

  close(): Promise<void> {
    return this.seal();
  }

  private async adopt(path: string): Promise<void> {
    const content = await readFile(path);
    const cursor = await readCursor(path);
    const left = decodeSegment(content).records.filter(({ offset }) => offset >= cursor);
    this.sealed.push(new SealedSegment(path, content.length, receivedAt(left[0]?.message), cursor));
    this.storedBytes += content.length;
    this.recordCount += left.length;
  }

  private async probe(): Promise<void> {
    const probe = join(this.options.folder, 'probe');
    await mkdir(this.options.folder, { recursive: true });
    await writeFile(probe, 'x', { flush: true });
    await rm(probe);
  }

  /** @throws TookTooLong */
  private patiently<T>(work: Promise<T>): Promise<T> {
    return within(this.options.patienceMilliseconds ?? 10_000, work);
  }

  private async writeWaiting(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    try {
      const segment = this.current ?? (await this.patiently(this.createSegment()));
      this.current = segment;
      await this.patiently(segment.append(group.map(({ record }) => record)));
      this.healthy = true;
    } catch (error) {
      this.healthy = false;
      this.release(group);
      await this.sealCurrent();
      for (const { reject } of group) reject(error);
      return;
    }
    this.storedBytes += this.release(group);
    this.recordCount += group.length;
    for (const { resolve } of group) resolve();
    if ((this.current?.bytes ?? 0) >= (this.options.segmentBytes ?? 16 * 1024 * 1024)) await this.sealCurrent();
  }

  private release(group: Waiting[]): number {
    const bytes = group.reduce((sum, { record }) => sum + record.length, 0);
    this.waitingBytes -= bytes;
    return bytes;
  }

  private async createSegment(): Promise<OpenSegment> {
    await mkdir(this.options.folder, { recursive: true });
    const name = `${String(this.nextNumber).padStart(12, '0')}.segment`;
    this.nextNumber += 1;
    return OpenSegment.create(join(this.options.folder, name));
  }

  private async sealCurrent(): Promise<void> {
    const segment = this.current;
    if (!segment) return;
    this.current = undefined;
    const { bytes } = segment;
    // After a write that did not come back this does not either.
    await this.patiently(segment.close()).catch(() => {});
    if (bytes === 0) await this.patiently(rm(segment.path, { force: true })).catch(() => {});
    else this.sealed.push(new SealedSegment(segment.path, bytes, this.currentOldestAt));
    this.currentOldestAt = undefined;
  }
}

function receivedAt(message: InboundMessage | undefined): Date | undefined {
  const text = message?.headers[headers.receivedAt];
  return text === undefined ? undefined : new Date(text);
}
