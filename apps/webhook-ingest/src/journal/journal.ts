import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import type { IngestMetrics } from '../metrics/ingest-metrics.js';
import { encodeRecord } from '../spool/domain/record-format.js';
import { classOfMessage } from '../webhooks/domain/inbound-message.js';
import type { InboundMessage } from '../webhooks/domain/inbound-message.js';
import { journalName, outlived } from './domain/journal-files.js';
import { compress, journalFiles } from './journal-folder.js';

export interface JournalOptions {
  folder: string;
  /** 0 keeps no journal. */
  keptHours: number;
  maxBytes: number;
  /** A file is closed once it is this long (64 MiB) or this old (an hour). */
  fileBytes?: number;
  fileMilliseconds?: number;
  /** How long a webhook waits at most to be written (500 ms). */
  patienceMilliseconds?: number;
}

/** Records that wait for a disk that does not answer; beyond it they are left out. */
const maxWaitingBytes = 16 * 1024 * 1024;

interface Current {
  name: string;
  file: FileHandle;
  begunAt: Date;
  bytes: number;
  isSynced: boolean;
}

/**
 * What the broker has confirmed, kept for a day: should the broker be lost with what it holds, everything accepted can
 * be fed in again. A large body is here by reference, as it was sent. It is the second safety, so it never refuses or
 * delays a webhook: what cannot be written is counted and left out. Written before the answer (a killed process loses
 * nothing), fsynced every second (a lost machine may lose the last one).
 */
export class Journal {
  private readonly logger = new Logger(Journal.name);
  private current: Current | undefined;
  private waiting: { record: Buffer; done: () => void }[] = [];
  private waitingBytes = 0;
  private working: Promise<void> = Promise.resolve();
  private tidying: Promise<void> | undefined;
  /** The file that is not to be compressed yet. */
  private inUse: string | undefined;
  private isFailing = false;

  constructor(
    private readonly options: JournalOptions,
    private readonly clock: Clock,
    private readonly metrics: IngestMetrics,
  ) {}

  /** Resolves once the message is written, or cannot be. Never rejects. */
  add(message: InboundMessage): Promise<void> {
    // Who was typing yesterday is of no use to anybody.
    if (this.options.keptHours === 0 || classOfMessage(message) === 'p2') return Promise.resolve();
    const record = encodeRecord(message);
    if (this.waitingBytes + record.length > maxWaitingBytes) {
      this.metrics.journalMissed.inc();
      return Promise.resolve();
    }
    this.waitingBytes += record.length;
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, this.options.patienceMilliseconds ?? 500);
      const done = (): void => {
        clearTimeout(patience);
        resolve();
      };
      this.waiting.push({ record, done });
      if (this.waiting.length === 1) void this.next(() => this.writeWaiting());
    });
  }

  /** Fsyncs, and closes the file when it is time. Never rejects. */
  sync(): Promise<void> {
    return this.next(async () => {
      const { current } = this;
      if (current && this.isOver(current)) await this.closeCurrent();
      else if (current?.isSynced === false) {
        current.isSynced = true;
        await current.file.datasync();
      }
    });
  }

  /** Compresses what is closed and forgets what has been kept long enough; no webhook waits for it. Never rejects. */
  tidy(): Promise<void> {
    this.tidying ??= this.compressAndForget()
      .catch((error: unknown) => this.report(error))
      .finally(() => {
        this.tidying = undefined;
      });
    return this.tidying;
  }

  async close(): Promise<void> {
    await this.next(() => this.closeCurrent());
    await this.tidying;
  }

  /** One after another; a failure is told once, until it works again. */
  private next(work: () => Promise<void>): Promise<void> {
    this.working = this.working.then(work).then(
      () => this.report(undefined),
      (error: unknown) => this.report(error),
    );
    return this.working;
  }

  private report(error: unknown): void {
    if (error !== undefined && !this.isFailing) this.logger.error('the journal of webhooks cannot be written', error);
    this.isFailing = error !== undefined;
  }

  private async writeWaiting(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    const bytes = Buffer.concat(group.map(({ record }) => record));
    try {
      const current = (this.current ??= await this.begin());
      await current.file.appendFile(bytes);
      current.bytes += bytes.length;
      current.isSynced = false;
    } catch (error) {
      this.metrics.journalMissed.inc(group.length);
      // What was half written is found by its checksum; what follows goes into a file of its own.
      await this.closeCurrent().catch(() => {});
      throw error;
    } finally {
      this.waitingBytes -= bytes.length;
      for (const { done } of group) done();
    }
  }

  private async begin(): Promise<Current> {
    await mkdir(this.options.folder, { recursive: true });
    const begunAt = this.clock.now();
    const name = journalName(begunAt);
    this.inUse = name;
    return { name, file: await open(join(this.options.folder, name), 'a'), begunAt, bytes: 0, isSynced: true };
  }

  private isOver({ bytes, begunAt }: Current): boolean {
    const { fileBytes = 64 * 1024 * 1024, fileMilliseconds = 3_600_000 } = this.options;
    return bytes >= fileBytes || this.clock.now().getTime() - begunAt.getTime() >= fileMilliseconds;
  }

  private async closeCurrent(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    try {
      await current?.file.datasync();
    } finally {
      await current?.file.close();
      if (this.inUse === current?.name) this.inUse = undefined;
    }
  }

  private async compressAndForget(): Promise<void> {
    const { folder, keptHours, maxBytes } = this.options;
    for (const { name } of await journalFiles(folder)) {
      if (!name.endsWith('.gz') && name !== this.inUse) await compress(join(folder, name));
    }
    const files = await journalFiles(folder);
    const keptSince = new Date(this.clock.now().getTime() - keptHours * 3_600_000);
    const gone = outlived(files, keptSince, maxBytes);
    for (const { name } of gone) await rm(join(folder, name), { force: true });
    const left = files.slice(gone.length);
    this.metrics.journalBytes.set(left.reduce((sum, { bytes }) => sum + bytes, 0));
    this.metrics.journalOldest.set((left[0]?.begunAt.getTime() ?? 0) / 1000);
  }
}
