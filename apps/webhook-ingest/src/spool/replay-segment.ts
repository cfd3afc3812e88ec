import { failpoint } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { IngestMetrics } from '../metrics/ingest-metrics.js';
import { InboundPublisher } from '../webhooks/inbound-publisher.js';
import { decodeSegment } from './domain/record-format.js';
import type { SegmentContent, SpoolRecord } from './domain/record-format.js';
import { Suspects } from './domain/suspects.js';
import type { SealedSegment } from './segment.js';
import { setAside } from './set-aside.js';
import { Spool } from './spool.js';

/** Records on their way to the broker at one moment. */
const window = 100;
/** Confirmed records after which the cursor is saved. */
const cursorEvery = 200;

interface Run {
  segment: SealedSegment;
  bytes: Buffer;
  records: SpoolRecord[];
  stopping: AbortSignal;
}

/** Publishes what is left of one segment; what the broker does not take now stays for the next time and holds up nothing else. */
@Injectable()
export class ReplaySegment {
  private readonly logger = new Logger(ReplaySegment.name);
  private readonly suspects = new Suspects();

  constructor(
    private readonly spool: Spool,
    private readonly publisher: InboundPublisher,
    private readonly metrics: IngestMetrics,
  ) {}

  async execute(segment: SealedSegment, stopping: AbortSignal): Promise<void> {
    const bytes = await segment.read();
    const { records, corrupt, tornAt } = decodeSegment(bytes);
    if (tornAt !== undefined) this.logger.warn('the spool ends in an append that never finished', { at: tornAt });
    await this.setAsideCorrupt(segment, bytes, corrupt);
    const run: Run = { segment, bytes, records, stopping };
    await this.publishTogether(run);
    await this.publishSuspectsAlone(run);
    if (records.every(({ offset }) => segment.isDone(offset))) await this.spool.remove(segment);
    else await this.saveCursor(run);
  }

  private async publishTogether(run: Run): Promise<void> {
    const { segment, records } = run;
    const queue = records
      .filter((record) => !segment.isDone(record.offset) && !this.suspects.has(name(segment, record)))
      .values();
    // A queue that is full or missing refuses every record of its class: one is enough to know.
    const refused = new Set<string>();
    let silent = false;
    const worker = async (): Promise<void> => {
      for (const record of queue) {
        if (silent || this.mustStop(run)) return;
        if (refused.has(record.message.routingKey)) continue;
        const { outcome } = await this.publisher.deliver(record.message);
        if (outcome === 'confirmed') await this.finish(run, record);
        else if (outcome === 'returned' || outcome === 'nacked') refused.add(record.message.routingKey);
        else if (outcome === 'unknown') {
          silent = true;
          this.suspects.add(name(segment, record), this.publisher.confirmations);
        }
      }
    };
    await Promise.all(Array.from({ length: window }, worker));
  }

  private async publishSuspectsAlone(run: Run): Promise<void> {
    const byName = new Map(run.records.map((record) => [name(run.segment, record), record]));
    for (const suspect of this.suspects.names()) {
      const record = byName.get(suspect);
      if (!record) continue;
      if (this.mustStop(run)) return;
      const { outcome } = await this.publisher.deliver(record.message);
      if (outcome === 'confirmed') await this.finish(run, record);
      else if (outcome === 'unknown' && this.suspects.strike(suspect, this.publisher.confirmations)) {
        await this.setAsideRecord(run, record);
      }
    }
  }

  private mustStop({ stopping }: Run): boolean {
    return stopping.aborted || !this.publisher.isReady;
  }

  private async finish(run: Run, record: SpoolRecord): Promise<void> {
    await failpoint('i10');
    this.markDone(run, record);
    this.metrics.replayed.inc();
    if (this.spool.records % cursorEvery === 0) await this.saveCursor(run);
  }

  private markDone({ segment }: Run, record: SpoolRecord): void {
    this.suspects.clear(name(segment, record));
    this.spool.markDone(segment, record);
  }

  private async saveCursor({ segment, records }: Run): Promise<void> {
    const next = records.find(({ offset }) => !segment.isDone(offset));
    if (next) await segment.saveCursor(next.offset);
  }

  private async setAsideRecord(run: Run, record: SpoolRecord): Promise<void> {
    const { offset, length, message } = record;
    await setAside(run.segment.path, run.bytes.subarray(offset, offset + length));
    this.markDone(run, record);
    this.metrics.setAside.inc({ reason: 'unpublishable' });
    this.logger.error('the broker never answers for this webhook; set aside', { messageId: message.messageId });
  }

  private async setAsideCorrupt(
    segment: SealedSegment,
    bytes: Buffer,
    corrupt: SegmentContent['corrupt'],
  ): Promise<void> {
    for (const { start, end } of corrupt.filter((stretch) => !segment.isDone(stretch.start))) {
      await setAside(segment.path, bytes.subarray(start, end));
      segment.markDone(start);
      this.metrics.setAside.inc({ reason: 'corrupt' });
      this.logger.error('part of the spool is damaged; set aside', { segment: segment.path, bytes: end - start });
    }
  }
}

const name = (segment: SealedSegment, { offset }: SpoolRecord): string => `${segment.path}:${offset}`;
