import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { IngestMetrics } from '../metrics/ingest-metrics.js';
import { InboundPublisher } from '../webhooks/inbound-publisher.js';
import { ReplaySegment } from './replay-segment.js';
import { Spool } from './spool.js';

const shortestPauseMilliseconds = 250;
const longestPauseMilliseconds = 5_000;

/** Brings what lies in the spool to the broker whenever there is one. New webhooks do not wait for it. */
@Injectable()
export class Replayer {
  private readonly logger = new Logger(Replayer.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly spool: Spool,
    private readonly publisher: InboundPublisher,
    private readonly replaySegment: ReplaySegment,
    private readonly metrics: IngestMetrics,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Waits for what is under way; the rest stays in the spool. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let milliseconds = shortestPauseMilliseconds;
    while (!signal.aborted) {
      const isStuck = await this.replay(signal);
      this.report();
      milliseconds = isStuck ? Math.min(2 * milliseconds, longestPauseMilliseconds) : shortestPauseMilliseconds;
      await pause(milliseconds, undefined, { signal }).catch(() => {});
    }
  }

  /** @returns whether the broker was there and took nothing of what there was */
  private async replay(signal: AbortSignal): Promise<boolean> {
    if (!this.spool.hasWork || !this.publisher.isReady) return false;
    const before = this.spool.records;
    await this.spool.seal();
    for (const segment of this.spool.segments()) {
      if (signal.aborted || !this.publisher.isReady) break;
      try {
        await this.replaySegment.execute(segment, signal);
      } catch (error) {
        this.logger.error('replaying a part of the spool failed', { segment: segment.path }, error);
      }
      this.report();
    }
    if (this.spool.records < before) this.logger.log('replayed', { records: before, left: this.spool.records });
    return this.spool.hasWork && this.spool.records >= before;
  }

  private report(): void {
    this.metrics.spoolRecords.set(this.spool.records);
    this.metrics.spoolBytes.set(this.spool.bytes);
    this.metrics.spoolOldest.set((this.spool.oldestAt?.getTime() ?? 0) / 1000);
  }
}
