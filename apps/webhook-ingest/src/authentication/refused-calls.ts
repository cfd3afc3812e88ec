import { Injectable, Logger } from '@nestjs/common';
import { IngestMetrics } from '../metrics/ingest-metrics.js';
import type { RefusalReason } from './domain/authenticate.js';

/** Numbers whose first refusal was told; ids can be made up, so they are not remembered without end. */
const rememberedNumbers = 1_000;

/** Counts calls turned away. The first one of each number is an alarm: Evolution drops what a 401 answers, for good. */
@Injectable()
export class RefusedCalls {
  private readonly logger = new Logger(RefusedCalls.name);
  private readonly told = new Set<string>();

  constructor(private readonly metrics: IngestMetrics) {}

  add(reason: RefusalReason, numberId: string | undefined, address: string): void {
    this.metrics.refused.inc({ reason });
    const name = numberId ?? 'none';
    if (this.told.has(name) || this.told.size >= rememberedNumbers) return;
    this.told.add(name);
    this.logger.error('webhooks are refused: Evolution will not send them again', { reason, numberId: name, address });
  }

  /** The number's hook is right again: trouble after this is told anew. */
  clear(numberId: string | undefined): void {
    if (numberId !== undefined) this.told.delete(numberId);
  }
}
